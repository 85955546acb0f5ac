caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
add_custom_target(shop_api)
caisson_add_service(api IMAGE app)
