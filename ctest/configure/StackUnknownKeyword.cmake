caisson_add_stack(shop DOMIAN shop.local)
