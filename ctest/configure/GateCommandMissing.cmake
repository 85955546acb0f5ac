caisson_add_gate(NAME seeded PHASE 1)
