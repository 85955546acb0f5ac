caisson_add_stack(shop)
caisson_import_compose(FILE ${CASES}/ImportCompose.yaml)
# What it declares can be used like any other.
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(api IMAGE app DEPENDS db cache:started)
