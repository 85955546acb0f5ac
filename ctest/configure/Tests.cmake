enable_testing()
caisson_add_stack(shop)
# Before the services it needs, with values that no list keeps.
caisson_add_test(NAME early
  COMMAND sh -c "echo $1; exit 0" sh [=[a;b[c]=] "$<CONFIG>" ""
  SERVICES db cache
  ISOLATE db
  LABELS one two
  TIMEOUT 7
  WORKING_DIRECTORY image
  ENVIRONMENT A=1 "B=x;y")
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
caisson_add_service(db IMAGE app HEALTHCHECK POSTGRES ON 5432 DATABASE shop LOGIN shop TEMPLATE_BY migrate)
caisson_add_service(cache IMAGE app PORTS 6379 HEALTHCHECK REDIS)
caisson_add_service(migrate IMAGE app DEPENDS db COMPLETES)
caisson_add_service(api IMAGE app DEPENDS db)

# The one-shots of the template are done before the clone is made.
caisson_add_test(NAME filled COMMAND true SERVICES migrate db ISOLATE db)
caisson_add_test(NAME own COMMAND true SERVICES api db ISOLATE STACK)

# Another directory, the same set of services.
file(WRITE ${CMAKE_BINARY_DIR}/below/CMakeLists.txt "caisson_add_test(NAME late COMMAND true SERVICES cache db)\n")
add_subdirectory(${CMAKE_BINARY_DIR}/below below)

caisson_add_gate(NAME seeded PHASE 2 TASK 1.2 COMMAND true SERVICES api TIMEOUT 3 LABELS data)
