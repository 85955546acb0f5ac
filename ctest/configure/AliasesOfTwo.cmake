caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(a IMAGE app ALIASES x)
caisson_add_service(b IMAGE app ALIASES x)
