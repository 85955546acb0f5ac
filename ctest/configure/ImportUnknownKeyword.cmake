caisson_add_stack(shop)
caisson_import_compose(FILES compose.yaml)
