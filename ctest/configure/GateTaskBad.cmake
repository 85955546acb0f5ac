caisson_add_gate(NAME seeded PHASE 1 TASK data COMMAND true)
