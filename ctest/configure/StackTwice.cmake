caisson_add_stack(shop)
caisson_add_stack(other)
