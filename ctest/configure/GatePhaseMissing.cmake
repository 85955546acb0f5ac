caisson_add_gate(NAME seeded COMMAND true)
