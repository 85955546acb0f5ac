caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_image(web REFERENCE shop/web:1 RECIPE image BASES ap)
