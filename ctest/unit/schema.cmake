# The manifests of test projects follow docs/schema/stack.schema.json; broken
# ones do not.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(validator check-jsonschema check-jsonschema ${TOOLS})
if(NOT validator)
  return()
endif()
set(schema ${ROOT}/docs/schema/stack.schema.json)

function(validate file expected)
  execute_process(COMMAND ${validator} --schemafile ${schema} ${file}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL expected)
    message(SEND_ERROR "${file}: ${result}, expected ${expected}\n${output}")
  endif()
endfunction()

execute_process(COMMAND ${validator} --check-metaschema ${schema} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
foreach(case IN ITEMS EveryKeyword OddValues EmptyStack)
  execute_process(COMMAND ${CMAKE_COMMAND} -D CASE=${case} -D CASES=${ROOT}/ctest/configure -D ROOT=${ROOT}
    -D BUILD=${BUILD}/${case} -D GENERATOR=Ninja -P ${ROOT}/ctest/support/run_case.cmake COMMAND_ERROR_IS_FATAL ANY)
  validate(${BUILD}/${case}/caisson/shop.json 0)
endforeach()
if(DEFINED MANIFEST)
  validate(${MANIFEST} 0)
endif()

# Each in one way wrong: <member>... = <value>
file(READ ${BUILD}/EveryKeyword/caisson/shop.json good)
set(number 0)
foreach(change IN ITEMS
    "schema = 2"
    "services api image = 7"
    "services api imgae = \"app\""
    "services api healthcheck kind = \"htp\""
    "services api healthcheck path = \"ready\""
    "services api ports = [70000]"
    "services api volumes = [{\"source\":\"x\",\"target\":\"relative\"}]"
    "services api depends = [{\"service\":\"db\",\"condition\":\"happy\"}]"
    "services api watch = [{\"path\":\"/src\",\"action\":\"resart\"}]"
    "services Api = {\"image\":\"app\"}"
    "images base reference = \"debian\""
    "modes full services = \"api\""
    "stack name = \"My Shop\"")
  string(REGEX MATCH "^(.*) = (.*)$" ignored "${change}")
  set(value "${CMAKE_MATCH_2}")
  string(REPLACE " " ";" path "${CMAKE_MATCH_1}")
  string(JSON bad SET "${good}" ${path} "${value}")
  math(EXPR number "${number} + 1")
  file(WRITE ${BUILD}/bad-${number}.json "${bad}")
  validate(${BUILD}/bad-${number}.json 1)
endforeach()
