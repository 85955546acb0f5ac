caisson_add_stack(shop)
caisson_add_image(one REFERENCE shop/one:1 RECIPE image BASES two)
caisson_add_image(two REFERENCE shop/two:1 RECIPE image BASES one)
