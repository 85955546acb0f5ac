caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(db IMAGE app PORTS 5432 HEALTHCHECK POSTGRES DATABASE shop LOGIN shop)
caisson_discover_gtest(shop_db SERVICES db)
