# SPDX-License-Identifier: Apache-2.0

# How a phase hangs together in CTest. The tests of phase <n> are
#
#   gate.<n>.begin    notes when this run of ctest came to the phase
#   gate.<n>.<name>   the gates
#   gate.<n>          the verdict: has each gate passed since then?
#
# tied by fixtures, since only those bring tests along that were not asked for:
#
#   verdict  requires  caisson.phase<n>.begin, which begin sets up
#   begin    requires  caisson.phase<n>.gates, which the gates *clean* up
#   gates, verdict  require  caisson.phase<n-1>, which the verdict before sets up
#
# So asking for the verdict runs begin, then all gates. They are cleanups because
# CTest would not run a verdict whose setup failed, and would run one whose setup
# was skipped or disabled: the verdict reads the results instead, and names what
# has not passed. A gate that is run alone brings nothing of its phase along.

# Internal use, projects must not call this directly.
#
# Checks NAME, PHASE, TASK and what must be there of a gate.
function(_caisson_check_gate)
  if(NOT DEFINED caisson_NAME)
    _caisson_fail("`NAME` is missing" "Give the gate a name, like `NAME database-seeded`.")
  elseif(NOT caisson_NAME MATCHES "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
    _caisson_fail("`NAME`: `${caisson_NAME}` cannot name a gate" "Use a-z, 0-9 and `-`, like `database-seeded`.")
  elseif(caisson_NAME STREQUAL "begin")
    _caisson_fail("`NAME`: `begin` is Caisson's own" "Choose another name.")
  elseif(NOT DEFINED caisson_PHASE)
    _caisson_fail("`PHASE` is missing" "Say which phase of the project must pass it, like `PHASE 1`.")
  elseif(NOT caisson_PHASE MATCHES "^[1-9][0-9]?$")
    _caisson_fail("`PHASE`: `${caisson_PHASE}` is not a phase" "Give a number from 1 to 99.")
  elseif(DEFINED caisson_TASK AND NOT caisson_TASK MATCHES "^[0-9]+(\\.[0-9]+)*$")
    _caisson_fail("`TASK`: `${caisson_TASK}` is not the number of a task" "Write it like `1.4`.")
  elseif(NOT DEFINED caisson_COMMAND AND NOT DEFINED caisson_PENDING)
    _caisson_fail("`COMMAND` is missing" "Say what checks it, or write `PENDING` until there is something.")
  elseif(DEFINED caisson_ISOLATE AND NOT DEFINED caisson_SERVICES)
    _caisson_fail("`ISOLATE` is given without `SERVICES`" "Say which services the gate needs, or take `ISOLATE` out.")
  endif()
endfunction()

# Internal use. Adds the test `test` of a gate. Its command is wrapped by a
# script that notes the result.
function(_caisson_add_gate_test)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH package)
  set(words "${caisson_COMMAND}")
  if("${words}" STREQUAL "")
    set(words ${CMAKE_COMMAND} -E false)
  endif()
  _caisson_add_words_test(${test} "${words}" ${CMAKE_COMMAND}
    -D NAME=${caisson_NAME} -D PHASE=${caisson_PHASE} -D "TASK=${caisson_TASK}"
    -D "FOLDER=${CMAKE_BINARY_DIR}/caisson/gates" -P "${package}/script/run_gate.cmake" -- ${run})
  if(fixtures)
    _caisson_set_test_properties(${test})
  elseif(DEFINED caisson_TIMEOUT)
    set_tests_properties(${test} PROPERTIES TIMEOUT ${caisson_TIMEOUT})
  endif()
  foreach(keyword IN ITEMS ENVIRONMENT WORKING_DIRECTORY)
    if(DEFINED caisson_${keyword})
      set_tests_properties(${test} PROPERTIES ${keyword} "${caisson_${keyword}}")
    endif()
  endforeach()
  set(labels phase${caisson_PHASE} ${caisson_LABELS})
  math(EXPR before "${caisson_PHASE} - 1")
  # A phase that has no gates has no verdict, either; CTest knows no fixture of it then.
  foreach(phase RANGE ${before})
    list(APPEND fixtures caisson.phase${phase})
  endforeach()
  list(REMOVE_ITEM fixtures caisson.phase0)
  set_tests_properties(${test} PROPERTIES
    LABELS "${labels}" FIXTURES_REQUIRED "${fixtures}" FIXTURES_CLEANUP caisson.phase${caisson_PHASE}.gates
    SKIP_REGULAR_EXPRESSION "caisson: the gate was skipped" SKIP_RETURN_CODE 77)
  if(DEFINED caisson_PENDING)
    set_tests_properties(${test} PROPERTIES DISABLED TRUE)
  endif()
endfunction()

# Internal use. Runs when all gates are known: the verdict of each phase, the
# targets, and the list that verdicts and the status page read.
function(_caisson_close_gates)
  get_property(gates GLOBAL PROPERTY _CAISSON_GATES)
  if(NOT gates)
    return()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/caisson/gates")
  set(phases "")
  set(members "")
  foreach(test IN LISTS gates)
    foreach(keyword IN ITEMS NAME PHASE TASK PENDING FILE)
      get_property(${keyword} GLOBAL PROPERTY _CAISSON_GATE_${keyword}_${test})
    endforeach()
    list(APPEND phases ${PHASE})
    set(pending false)
    if(PENDING)
      set(pending true)
      set(pending_${PHASE} TRUE)
    endif()
    _caisson_locate(place "${FILE}" caisson_add_gate ${NAME} FIRST)
    _caisson_json_body(place "${place}")
    string(APPEND members
      ",\n  {\"name\":\"${NAME}\",\"phase\":${PHASE},\"task\":\"${TASK}\",\"pending\":${pending},\"declared_at\":\"${place}\"}")
    list(APPEND tests_of_${PHASE} ${test})
  endforeach()
  string(SUBSTRING "${members}" 1 -1 members)
  _caisson_write_text("${folder}/declared.json" "{\"schema\":1,\n \"gates\":[${members}]}\n")

  list(REMOVE_DUPLICATES phases)
  list(SORT phases COMPARE NATURAL)
  set(before "")
  foreach(phase IN LISTS phases)
    _caisson_add_verdict()
    list(APPEND before caisson.phase${phase})
  endforeach()
  get_property(stacks GLOBAL PROPERTY CAISSON_STACKS)
  if(stacks)
    list(GET stacks 0 stack)
    get_property(manifest GLOBAL PROPERTY _CAISSON_MANIFEST_${stack})
    add_custom_target(gate-status
      COMMAND Caisson::cli --manifest "${manifest}" gate --status --output "${CMAKE_SOURCE_DIR}/IMPLEMENTATION_STATUS.md"
      COMMENT "Writing IMPLEMENTATION_STATUS.md" VERBATIM)
    set_property(TARGET gate-status PROPERTY FOLDER caisson)
  endif()
endfunction()

# Internal use. The verdict of `phase`, and what belongs to it. In the top-level
# directory: the gates may lie in any.
function(_caisson_add_verdict)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH package)
  set(run ${CMAKE_COMMAND} -D PHASE=${phase} -D "FOLDER=${folder}" -P)
  set(labels phase${phase})
  if(pending_${phase})
    list(APPEND labels verdict-pending)
  endif()
  add_test(NAME gate.${phase}.begin COMMAND ${run} "${package}/script/begin_phase.cmake")
  set_tests_properties(gate.${phase}.begin PROPERTIES LABELS "${labels}"
    FIXTURES_SETUP caisson.phase${phase}.begin FIXTURES_REQUIRED caisson.phase${phase}.gates)
  add_test(NAME gate.${phase} COMMAND ${run} "${package}/script/phase_verdict.cmake")
  set_tests_properties(gate.${phase} PROPERTIES LABELS "${labels}"
    FIXTURES_SETUP caisson.phase${phase} FIXTURES_REQUIRED "caisson.phase${phase}.begin;${before}"
    DEPENDS "${tests_of_${phase}}")

  # What the phase was passed with can be come back to.
  set(keep "")
  get_property(stacks GLOBAL PROPERTY CAISSON_STACKS)
  foreach(stack IN LISTS stacks)
    get_property(manifest GLOBAL PROPERTY _CAISSON_MANIFEST_${stack})
    list(APPEND keep COMMAND Caisson::cli --manifest "${manifest}" rollback create phase${phase}-stable --replace --if-running)
  endforeach()
  add_custom_target(gate-phase${phase}
    COMMAND ${CMAKE_CTEST_COMMAND} -C "$<CONFIG>" -R "^gate\\.${phase}$$" --no-tests=error --output-on-failure
    ${keep}
    WORKING_DIRECTORY "${CMAKE_BINARY_DIR}" COMMENT "Gates of phase ${phase}" VERBATIM USES_TERMINAL)
  set_property(TARGET gate-phase${phase} PROPERTY FOLDER caisson)
  if(TARGET Caisson::cli)
    add_dependencies(gate-phase${phase} Caisson::cli)
  endif()
endfunction()
