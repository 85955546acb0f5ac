caisson_add_stack(shop)
caisson_add_image(postgres REFERENCE postgres:17-bullseye)
caisson_add_image(api REFERENCE shop/api:1 RECIPE api DEV_TARGET dev)
caisson_add_service(db IMAGE postgres PORTS 5432 HEALTHCHECK POSTGRES DATABASE shop LOGIN shop)
caisson_add_service(api IMAGE api DEPENDS db RESTART_WITH db
  WATCH api/src sync:/app/src  api/config restart  api/package.json api/Dockerfile rebuild)
