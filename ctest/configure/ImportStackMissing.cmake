caisson_import_compose(FILE ${CASES}/ImportCompose.yaml)
