caisson_add_gate(PHASE 1 COMMAND true)
