caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1)
caisson_add_service(api IMAGE app PORTS 80 81 82 MOCK fake)
caisson_add_service(fake IMAGE app PORTS 81)
