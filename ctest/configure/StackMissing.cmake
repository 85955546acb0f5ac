caisson_add_service(api IMAGE app)
