caisson_add_stack(shop DOMAIN shop.example)
caisson_add_image(base REFERENCE debian:trixie-slim)
caisson_add_image(app REFERENCE shop/app@sha256:0123456789abcdef RECIPE image CONTEXT . TARGET runtime DEV_TARGET dev BASES base)

# Before what it depends on, and in another order than the document has.
caisson_add_service(api
  WRITABLE_ROOT
  IMAGE app
  ENTRYPOINT /bin/sh -c
  COMMAND "node main.js"
  DEPENDS db cache:started migrate:completed
  WANTS mailer
  PORTS 8080 9000
  PUBLISH 80:8080 443:9000
  HEALTHCHECK HTTP /ready EVERY 50ms WITHIN 2m GRACE 1
  LIVENESS GRPC shop.Health ON 9000 GRACE 3
  METRICS /metrics ON 9000
  DEBUG NODE
  ROUTE api admin:9000
  ENV MODE=fast EMPTY=
  ENV_FILE .env ../other.env
  SECRETS token api-key=env:KEY cert=file:cert.pem
  VOLUMES ./data:/data files:/files:ro ${CMAKE_CURRENT_BINARY_DIR}/cache:/cache
  TMPFS /tmp
  LABELS team=shop
  NETWORKS front back
  ALIASES gateway
  CAPABILITIES NET_ADMIN
  PROFILE web
  PHASE 2
  REPLICAS 3
  RESTART on-failure
  MEMORY 512M
  CPUS 0.5
  BUDGET 5s
  RUN_AS 1000:1000
  WATCH image sync:/app ../project/CMakeLists.txt ../../configure restart . rebuild
  RESTART_WITH mailer db MOCK fake)
caisson_add_service(cache IMAGE app PORTS 6379 HEALTHCHECK REDIS)
caisson_add_service(db IMAGE app HEALTHCHECK POSTGRES ON 5433 DATABASE shop LOGIN owner TEMPLATE_BY migrate)
caisson_add_service(exec IMAGE app HEALTHCHECK EXEC test WITHIN -e /ready WITHIN 3s)
caisson_add_service(gdb IMAGE app PROGRAM teller DEBUG GDB ON 1234 SOURCES src:/app/src HEALTHCHECK ENGINE)
caisson_add_service(log IMAGE app HEALTHCHECK LOG "ready (to|for) accept$")
caisson_add_service(mailer IMAGE app HEALTHCHECK TCP 25)
caisson_add_service(migrate IMAGE app DEPENDS db COMPLETES EXPIRES 24h)
caisson_add_service(edge IMAGE app PORTS 8080 PREFER 443:8443 80:8080 EDGE TRAEFIK /dynamic)
caisson_add_service(fake IMAGE app PORTS 9000 8080 HEALTHCHECK TCP 8080)

caisson_add_mode(full SERVICES api mailer PROFILES web ENV "api:MODE=a; b" db:EMPTY= api:LEVEL=2 ALIAS server site DEFAULT)
caisson_add_mode(data SERVICES db)

caisson_add_overlay(dev)
caisson_add_overlay(prod REPLICAS cache=2 AUTOSCALE api=2..6 MEMORY api=1G db=2G CPUS api=1.5 RESERVE_MEMORY api=512M
  RESERVE_CPUS api=0.25 STORAGE db=20G TAGS app=1.2_x base=trixie)

caisson_add_rendering(docker-compose.yml AS COMPOSE)
caisson_add_rendering(deploy/compose.web.yml AS COMPOSE MODE full PROFILES web)
caisson_add_rendering(api/compose.yml AS COMPOSE SERVICES exec log)
caisson_add_rendering(.devcontainer/devcontainer.json AS DEVCONTAINER IMAGE app)
caisson_add_rendering(.vscode AS VSCODE MODE full)
caisson_add_rendering(prometheus.yml AS PROMETHEUS)
caisson_add_rendering(.github/workflows/services.yml AS GITHUB)
caisson_add_rendering(skaffold.yaml AS SKAFFOLD)
caisson_add_rendering(deploy/k8s AS KUBERNETES MODE full)

# After the service that runs it.
add_executable(teller IMPORTED)
set_target_properties(teller PROPERTIES IMPORTED_LOCATION /opt/teller)
set(CAISSON_TIME_SCALE 2.5)
