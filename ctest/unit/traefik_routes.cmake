# The routes of a stack as a reader of YAML that is not ours sees them, held
# against what Traefik expects; broken ones are seen to be broken.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(validator check-jsonschema check-jsonschema ${TOOLS})
if(NOT validator)
  return()
endif()

execute_process(COMMAND ${CMAKE_COMMAND} -D CASE=EveryKeyword -D CASES=${ROOT}/ctest/configure -D ROOT=${ROOT}
  -D BUILD=${BUILD}/EveryKeyword -D GENERATOR=Ninja -P ${ROOT}/ctest/support/run_case.cmake COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WRITER} ${BUILD}/EveryKeyword/caisson/shop.json edge
  OUTPUT_FILE ${BUILD}/routes.yml COMMAND_ERROR_IS_FATAL ANY)

function(validate file expected)
  execute_process(COMMAND ${validator} --schemafile ${ROOT}/ctest/unit/traefik_routes.schema.json
      --force-filetype yaml ${file}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL expected)
    message(SEND_ERROR "${file}: ${result}, expected ${expected}\n${output}")
  endif()
endfunction()

validate(${BUILD}/routes.yml 0)
file(READ ${BUILD}/routes.yml good)
set(number 0)
foreach(change IN ITEMS "Host(=Hots(" "websecure=web" "api-service=api" "9000\"=9001\"" "\"tls\"=\"TLS\"")
  string(REGEX MATCH "^(.*)=(.*)$" ignored "${change}")
  string(REPLACE "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}" bad "${good}")
  math(EXPR number "${number} + 1")
  file(WRITE ${BUILD}/bad-${number}.yml "${bad}")
  validate(${BUILD}/bad-${number}.yml 1)
endforeach()
