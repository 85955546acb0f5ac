caisson_add_stack(shop)
caisson_add_image(db REFERENCE postgres:17 RECIPE caisson:postgress)
