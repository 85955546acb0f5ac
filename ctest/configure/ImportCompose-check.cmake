file(READ ${BUILD}/caisson/shop.json manifest)
foreach(expected IN ITEMS
    "services.db.declared_at=${CASES}/ImportCompose.yaml:2"
    "services.api.declared_at=${CASES}/ImportCompose.cmake:5"
    "images.postgres.declared_at=${CASES}/ImportCompose.yaml:3"
    "images.postgres.recipe=${ROOT}/services/postgres/image"
    "services.db.healthcheck.kind=postgres"
    "services.db.healthcheck.within_ms=30000")
  string(REGEX MATCH "^([^=]+)=(.*)$" matched "${expected}")
  string(REPLACE "." ";" path "${CMAKE_MATCH_1}")
  set(value "${CMAKE_MATCH_2}")
  string(JSON actual GET "${manifest}" ${path})
  if(NOT actual STREQUAL value)
    string(APPEND failure "`${path}` is `${actual}`, expected `${value}`\n")
  endif()
endforeach()
string(JSON actual GET "${manifest}" services db env POSTGRES_PASSWORD)
if(NOT actual STREQUAL "a;b [c] $$d \"e\"")
  string(APPEND failure "the password is `${actual}`\n")
endif()
# A change of the compose file configures again.
file(READ ${BUILD}/build.ninja rules)
string(FIND "${rules}" "${CASES}/ImportCompose.yaml" found)
if(found EQUAL -1)
  string(APPEND failure "nothing depends on the compose file\n")
endif()
