caisson_add_gate(NAME begin PHASE 1 COMMAND true)
