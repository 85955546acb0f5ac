caisson_add_gate(NAME seeded PHASE 1 COMMAND true ISOLATE db)
