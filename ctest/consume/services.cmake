# A project that knows us by find_package alone has GoogleTest and Python tests that
# use Postgres and Redis, in parallel, each in a database of its own.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/consumer.cmake)
include(${ROOT}/ctest/support/show_tests.cmake)

require_cmake(cmake)
if(NOT cmake)
  return()
endif()
file(REMOVE_RECURSE ${BUILD})
run(${cmake} --install ${PACKAGE_BUILD} --prefix ${BUILD}/prefix)
set(build ${BUILD}/build)
run(${cmake} -S ${ROOT}/ctest/consume/services -B ${build} -G Ninja -D CMAKE_PREFIX_PATH=${BUILD}/prefix
  -D CMAKE_BUILD_TYPE=Debug)
run(${cmake} --build ${build})
show_tests(${build} Debug)
set(failure "")
expect_test(Orders.AreKept "${build}/orders_test --gtest_filter=Orders.AreKept --gtest_also_run_disabled_tests"
  LABELS fast,shop FIXTURES_REQUIRED caisson.shop,caisson.shop.cache+db)
if(failure)
  message(FATAL_ERROR "${failure}")
endif()

cmake_path(REPLACE_FILENAME cmake ctest OUTPUT_VARIABLE ctest)
foreach(arguments IN ITEMS -j8 "-j8;--repeat;until-fail:3" "-R;AreKept" "-FA;.;-L;shop")
  execute_process(COMMAND ${ctest} --test-dir ${build} --output-on-failure ${arguments}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "ctest ${arguments}: ${result}\n${output}")
  elseif(output MATCHES "\\*\\*\\*Skipped")
    message("SKIPPED: ${output}")
    return()
  endif()
endforeach()
