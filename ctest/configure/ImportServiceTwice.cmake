caisson_add_stack(shop)
caisson_import_compose(FILE ${CASES}/ImportCompose.yaml)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(db IMAGE app)
