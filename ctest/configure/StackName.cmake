caisson_add_stack(My_Shop)
