caisson_add_stack(shop)
caisson_add_image(App REFERENCE shop/app:1)
