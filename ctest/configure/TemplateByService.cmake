caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(db IMAGE app PORTS 5432 HEALTHCHECK TCP 5432)
caisson_add_service(api IMAGE app TEMPLATE_BY db)
