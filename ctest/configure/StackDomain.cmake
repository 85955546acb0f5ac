caisson_add_stack(shop DOMAIN "shop local")
