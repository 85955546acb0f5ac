caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(api IMAGE app WANTS worker RESTART_WITH worker)
caisson_add_service(worker IMAGE app DEPENDS api:started RESTART_WITH api)
