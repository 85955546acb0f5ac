caisson_add_stack(shop)
caisson_import_compose(FILE ${CASES}/ImportLoss.yaml)
