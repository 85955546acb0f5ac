caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(api IMAGE app)
caisson_add_mode(full SERVICES api ENV api:A=1 api:B=1 api:A=2)
