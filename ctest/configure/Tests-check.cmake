# What CTest made of the declarations, by its own account.
include(${ROOT}/ctest/support/show_tests.cmake)
show_tests(${BUILD} Release)
set(manifest ${BUILD}/caisson/shop.json)
set(config "")
if(GENERATOR MATCHES "Multi")
  set(manifest ${BUILD}/caisson/shop-Release.json)
  set(config Release)
endif()
set(fixtures "caisson.shop,caisson.shop.cache+db")
string(SHA256 hash "${CASES}/project")
string(SUBSTRING "${hash}" 0 6 hash)
set(run "/usr/bin/true run --manifest ${manifest} --derived-instance shop-${hash}")

expect_test(early "${run} --services cache,db --isolate db --name early -- sh -c echo $1; exit 0 sh a;b[c ${config} "
  FIXTURES_REQUIRED ${fixtures} LABELS one,two SKIP_RETURN_CODE 77 TIMEOUT 1500.0
  TIMEOUT_AFTER_MATCH "7.0 caisson: services are ready" ENVIRONMENT "A=1,B=x;y"
  WORKING_DIRECTORY ${CASES}/project/image)
expect_test(filled "${run} --services db,migrate --isolate db --name filled -- true"
  FIXTURES_REQUIRED "caisson.shop,caisson.shop.db+migrate" LABELS "" TIMEOUT "")
expect_test(own "${run} --services api,db --isolate STACK --name own -- true"
  FIXTURES_REQUIRED caisson.shop)
expect_test(late "${run} --services cache,db --name late -- true" FIXTURES_REQUIRED ${fixtures})
expect_test(caisson.shop.warm-up.cache+db "/usr/bin/true warm-up --manifest ${manifest} --services cache,db"
  FIXTURES_SETUP caisson.shop.cache+db FIXTURES_REQUIRED caisson.shop SKIP_RETURN_CODE 77 COST 1000000.0)
expect_test(caisson.shop.release "/usr/bin/true release --manifest ${manifest}" FIXTURES_CLEANUP caisson.shop)
expect_test(gate.2.seeded "${CMAKE_COMMAND} -D NAME=seeded -D PHASE=2 -D TASK=1.2 -D FOLDER=${BUILD}/caisson/gates -P ${ROOT}/cmake/script/run_gate.cmake -- ${run} --services api --name gate.2.seeded -- true"
  LABELS data,phase2 FIXTURES_REQUIRED "caisson.phase1,caisson.shop,caisson.shop.api" TIMEOUT 1500.0
  TIMEOUT_AFTER_MATCH "3.0 caisson: services are ready")
list(LENGTH tests count)
if(NOT count EQUAL 11)
  string(APPEND failure "there are ${count} tests: ${tests}\n")
endif()

# The manifest tells what each leases.
file(READ ${manifest} json)
string(JSON told GET "${json}" tests)
string(JSON same EQUAL "${told}" [[{
  "early": {"services": ["cache", "db"]}, "filled": {"services": ["db", "migrate"]},
  "gate.2.seeded": {"services": ["api"]}, "late": {"services": ["cache", "db"]},
  "own": {"services": ["api", "db"]}}]])
if(NOT same)
  string(APPEND failure "the manifest has ${told}\n")
endif()

# `ctest` after `cmake --build` works: each test runs, once the warm-up has, before the release.
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} -C Release -R "early|late" WORKING_DIRECTORY ${BUILD} OUTPUT_VARIABLE output RESULT_VARIABLE code)
if(NOT code EQUAL 0 OR NOT output MATCHES "cache\\+db.*early.*release" OR NOT output MATCHES "out of 4")
  string(APPEND failure "ctest says\n${output}")
endif()
