caisson_add_stack(shop)
