caisson_add_gate(NAME Seeded PHASE 1 COMMAND true)
