caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 DEV_TARGET dev)
