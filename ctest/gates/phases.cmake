# The gates of phases, as ctest runs them: what passes, and what counts as not
# passed. Each case asks in a fresh build tree, or one that a case before left.
#
#   cmake -D ROOT=<source tree> -D BUILD=<folder> -D GENERATOR=<name> -P phases.cmake
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/scrub_environment.cmake)

# Configures the little project with gates <phase>:<name>:<kind>.
function(gates)
  file(REMOVE_RECURSE ${BUILD})
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${ROOT}/ctest/gates/project -B ${BUILD} -G ${GENERATOR}
    -D ROOT=${ROOT} "-DGATES=${ARGN}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Runs ctest with arguments <arguments>; each of the lines `<test> <result>` must be
# what it says, and there must be no other.
function(expect arguments)
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} -C Debug ${arguments} WORKING_DIRECTORY ${BUILD}
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX MATCHALL "Test +#[0-9]+: [^\n]*" lines "${output}")
  list(TRANSFORM lines REPLACE "Test +#[0-9]+: ([^ ]+) [ .*]*([A-Z][a-z]+( Run)?( \\(Disabled\\))?).*" "\\1 \\2")
  list(SORT lines)
  set(wanted ${ARGN})
  list(SORT wanted)
  if(NOT lines STREQUAL wanted)
    message(SEND_ERROR "ctest ${arguments}\nexpected ${wanted}\nactual   ${lines}\n${output}")
  endif()
  set(red 0)
  if("${ARGN};" MATCHES "(Failed|Not Run|Timeout);")
    set(red 8)
  endif()
  if(NOT code EQUAL red)
    message(SEND_ERROR "ctest ${arguments}: exit code ${code}, expected ${red}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# The output of the verdict must contain <text>.
function(expect_text text)
  file(READ ${BUILD}/Testing/Temporary/LastTest.log log)
  string(FIND "${log}" "${text}" at)
  if(at EQUAL -1)
    message(SEND_ERROR "`${text}` is not in\n${log}")
  endif()
endfunction()

# Builds target <name>, which must end with success or not.
function(expect_target name success)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --config Debug --target ${name}
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if((code EQUAL 0 AND NOT success) OR (NOT code EQUAL 0 AND success))
    message(SEND_ERROR "target ${name}: exit code ${code}\n${output}")
  endif()
endfunction()

# Phase 2 brings phase 1 along, and runs after it.
gates(1:a:pass 1:b:odd 2:c:pass)
expect("-L;phase2" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Passed" "gate.1 Passed"
  "gate.2.begin Passed" "gate.2.c Passed" "gate.2 Passed")
if(NOT output MATCHES "gate\\.1\\.a .*gate\\.1 .*gate\\.2\\.c .*gate\\.2 ")
  message(SEND_ERROR "not in this order\n${output}")
endif()
expect("-L;phase2;-j8" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Passed" "gate.1 Passed"
  "gate.2.begin Passed" "gate.2.c Passed" "gate.2 Passed")
expect_target(gate-phase1 TRUE)
expect_target(gate-phase2 TRUE)

# One gate alone brings no more than the phase before; its phase's other results stay.
expect("-R;^gate.1.a$" "gate.1.a Passed")
expect("-R;^gate.2.c$" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Passed" "gate.1 Passed" "gate.2.c Passed")
if(NOT EXISTS ${BUILD}/caisson/gates/1.b.json)
  message(SEND_ERROR "the result of gate.1.b is gone")
endif()

# What has passed in a run before does not count.
expect("-R;^gate.1$;-FC;gates" "gate.1.begin Passed" "gate.1 Failed")
expect_text("Phase 1: 0 of 2 gates have passed")
expect_text("gate.1.a did not run (${ROOT}/ctest/gates/project/CMakeLists.txt:")
expect("-R;^gate.1$;-FA;." "gate.1 Failed")
expect_text("The gates of phase 1 have not run")

# A failure is named with its first lines, and phase 2 is left alone.
gates(1:a:pass 1:b:fail 2:c:pass 3:d:pass)
expect("-L;phase2" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Failed" "gate.1 Failed"
  "gate.2.begin Passed" "gate.2.c Not Run" "gate.2 Not Run")
expect_text("Phase 1: 1 of 2 gates have passed")
expect_text("gate.1.b failed (")
expect_text("no such file or directory")
expect("-R;^gate.3.d$" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Failed" "gate.1 Failed"
  "gate.2.begin Passed" "gate.2.c Not Run" "gate.2 Not Run" "gate.3.d Not Run")
expect_target(gate-phase1 FALSE)
expect_target(gate-phase2 FALSE)

# Skipped is not passed.
gates(1:a:skip 2:c:pass)
expect("-L;phase1" "gate.1.begin Passed" "gate.1.a Skipped" "gate.1 Failed")
expect_text("gate.1.a was skipped (")
expect("-R;^gate.2.c$" "gate.1.begin Passed" "gate.1.a Skipped" "gate.1 Failed" "gate.2.c Not Run")
expect_target(gate-phase1 FALSE)

# Nor is what had to be killed.
gates(1:a:hang)
expect("-L;phase1" "gate.1.begin Passed" "gate.1.a Timeout" "gate.1 Failed")
expect_text("gate.1.a did not end (")

# Nor pending. Without the verdicts of phases that have pending gates all is green.
gates(1:a:pass 1:b:pending 2:c:pending)
expect("-L;phase1" "gate.1.begin Passed" "gate.1.a Passed" "gate.1.b Not Run (Disabled)" "gate.1 Failed")
expect_text("gate.1.b is not built yet (")
expect("-LE;verdict-pending" "gate.1.a Passed" "gate.1.b Not Run (Disabled)" "gate.2.c Not Run (Disabled)")
expect_target(gate-phase1 FALSE)
