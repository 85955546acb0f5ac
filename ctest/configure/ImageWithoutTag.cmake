caisson_add_stack(shop)
caisson_add_image(app REFERENCE registry.local:5000/shop/app)
