caisson_add_stack(shop)
caisson_add_image(app RECIPE image)
