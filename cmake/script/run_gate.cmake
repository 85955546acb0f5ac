# SPDX-License-Identifier: Apache-2.0

# The test of a gate: runs its command and notes how it went.
#
#   cmake -D NAME=<name> -D PHASE=<n> -D TASK=<number> -D FOLDER=<folder>
#         -P run_gate.cmake -- <program> [<argument>...]
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/gate_results.cmake)

# Notes <result>, with the first lines of <output>.
function(note result output)
  now(end)
  math(EXPR milliseconds "(${end} - ${start}) / 1000")
  math(EXPR whole "${milliseconds} / 1000")
  math(EXPR part "${milliseconds} % 1000 + 1000")
  string(SUBSTRING ${part} 1 3 part)
  string(STRIP "${output}" output)
  string(SUBSTRING "${output}" 0 2000 output)
  if(output MATCHES "^([^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*)\n")
    set(output "${CMAKE_MATCH_1}")
  endif()
  json_string(output "${output}")
  write_whole("${FOLDER}/${PHASE}.${NAME}.json"
    "{\"name\":\"${NAME}\",\"phase\":${PHASE},\"task\":\"${TASK}\",\"result\":\"${result}\",\"seconds\":${whole}.${part},\"when\":${end},\"output\":${output}}\n")
endfunction()

# The words after `--`, as they came: no list, which `;` and `[` would change.
set(call "")
set(begun FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(begun)
    string(APPEND call " \"\${CMAKE_ARGV${i}}\"")
  elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
    set(begun TRUE)
  endif()
endforeach()

# What is killed, for instance by its time limit, leaves this behind.
now(start)
note(running "")
cmake_language(EVAL CODE "execute_process(COMMAND ${call} RESULT_VARIABLE code
  OUTPUT_VARIABLE output ERROR_VARIABLE output ECHO_OUTPUT_VARIABLE ECHO_ERROR_VARIABLE)")
if("${code}" STREQUAL "0")
  note(passed "")
elseif("${code}" STREQUAL "77")
  note(skipped "${output}")
  # A script cannot choose its exit code.
  message("caisson: the gate was skipped")
else()
  note(failed "${output}")
  message(FATAL_ERROR "gate ${NAME} failed: ${code}")
endif()
