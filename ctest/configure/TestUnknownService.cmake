caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_test(NAME orders COMMAND true SERVICES dbb)
caisson_add_service(db IMAGE app PORTS 5432 HEALTHCHECK POSTGRES DATABASE shop LOGIN shop)
