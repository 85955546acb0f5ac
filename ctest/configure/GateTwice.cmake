caisson_add_gate(NAME seeded PHASE 1 PENDING)
caisson_add_gate(NAME seeded PHASE 2 PENDING)
caisson_add_gate(NAME seeded PHASE 1 PENDING)
