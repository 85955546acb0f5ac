caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1)
caisson_add_service(api IMAGE app MOCK api)
