caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(api IMAGE app PUBLISH 80:8080 PREFER 80:8081)
