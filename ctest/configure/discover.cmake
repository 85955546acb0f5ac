# caisson_discover_gtest() in a real build: what CTest knows of the tests, and what
# the program was told.
#
#   cmake -D ROOT=<source tree> -D BUILD=<folder> -D GENERATOR=<name> -D MODE=PRE_TEST|POST_BUILD
#         -P discover.cmake
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/scrub_environment.cmake)
include(${ROOT}/ctest/support/show_tests.cmake)

file(REMOVE_RECURSE ${BUILD})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${ROOT}/ctest/configure/discover -B ${BUILD} -G ${GENERATOR}
  -D ROOT=${ROOT} -D MODE=${MODE} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
set(failure "")

# Not built yet: ctest says so, and does not stumble.
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} -C Debug -R orders_test WORKING_DIRECTORY ${BUILD}
  OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT output MATCHES "orders_test_NOT_BUILT" OR output MATCHES "CMake Error")
  string(APPEND failure "before the build:\n${output}\n")
endif()

execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --config Debug OUTPUT_VARIABLE output
  ERROR_VARIABLE output RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()
set(folder ${BUILD})
set(manifest ${BUILD}/caisson/shop.json)
if(GENERATOR MATCHES "Multi")
  set(folder ${BUILD}/Debug)
  set(manifest ${BUILD}/caisson/shop-Debug.json)
endif()

show_tests(${BUILD} Debug)
foreach(test IN ITEMS Orders.Adds Orders.Removes)
  expect_test(p.${test} "${folder}/orders_test --gtest_filter=${test} --gtest_also_run_disabled_tests"
    FIXTURES_REQUIRED "caisson.shop,caisson.shop.cache+db" LABELS one,two TIMEOUT 1500.0 SKIP_RETURN_CODE 77
    TIMEOUT_AFTER_MATCH "7.0 caisson: services are ready" ENVIRONMENT "A=1,B=x;y"
    WORKING_DIRECTORY ${ROOT}/ctest/configure/discover)
endforeach()
set(odd [[p.Values/Orders.Takes/"a;b"]])
test_property(labels "${test_${odd}}" LABELS)
if(NOT labels STREQUAL "one,two")
  string(APPEND failure "${odd} has the labels `${labels}`: ${tests}\n")
endif()
string(SHA256 hash "${ROOT}/ctest/configure/discover")
string(SUBSTRING ${hash} 0 6 hash)
set(run "/usr/bin/true run --manifest ${manifest} --derived-instance shop-${hash} --services")
expect_test(plain "${run} cache,db --name plain -- ${folder}/orders_test hello" FIXTURES_REQUIRED "caisson.shop,caisson.shop.cache+db")
expect_test(later "${run} db --name later -- ${folder}/later_test hello")

# The name of the instance is what the command makes of the stack and its folder.
execute_process(COMMAND ${folder}/orders_test OUTPUT_VARIABLE output)
if(NOT output STREQUAL "${manifest}|shop-${hash}|/usr/bin/true|cache,db|db\n")
  string(APPEND failure "the program was told\n${output}")
endif()

execute_process(COMMAND ${CMAKE_CTEST_COMMAND} -C Debug WORKING_DIRECTORY ${BUILD} OUTPUT_VARIABLE output RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  string(APPEND failure "ctest says\n${output}")
endif()
if(failure)
  message(FATAL_ERROR "${failure}")
endif()
