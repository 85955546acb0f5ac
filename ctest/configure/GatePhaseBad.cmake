caisson_add_gate(NAME seeded PHASE one COMMAND true)
