# SPDX-License-Identifier: Apache-2.0

# Configures one case in a fresh build tree and compares what CMake said with
# what the case expects; the method is that of CMake's own RunCMake tests.
#
#   cmake -D CASE=<name> -D CASES=<folder> -D ROOT=<source tree> -D BUILD=<folder>
#         [-D GENERATOR=<name>] [-D CLI=<the caisson command>] -P run_case.cmake
#
# <CASES>/<CASE>.cmake         the declarations
# <CASES>/<CASE>-stderr.txt    the exact message expected; without it, none at all
# <CASES>/<CASE>-result.txt    the exit code expected; by default 1 with a message, else 0
# <CASES>/<CASE>-check.cmake   run afterwards; sets `failure` when something is wrong
#
# `<root>` stands for the source tree. The call stack, which CMake prints below
# a message, is left out: it names lines of ours, not of the user's.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/scrub_environment.cmake)

set(expected_error "")
set(expected_result 0)
if(EXISTS ${CASES}/${CASE}-stderr.txt)
  file(READ ${CASES}/${CASE}-stderr.txt expected_error)
  string(STRIP "${expected_error}" expected_error)
  set(expected_result 1)
endif()
if(EXISTS ${CASES}/${CASE}-result.txt)
  file(STRINGS ${CASES}/${CASE}-result.txt expected_result LIMIT_COUNT 1)
endif()

file(REMOVE_RECURSE ${BUILD})
file(WRITE ${BUILD}/.cmake/api/v1/query/codemodel-v2 "")
set(arguments -S ${CASES}/project -B ${BUILD} -G ${GENERATOR} -D CASE=${CASE} -D CASES=${CASES} -D ROOT=${ROOT})
if(CLI)
  list(APPEND arguments -D CAISSON_EXECUTABLE=${CLI})
endif()
execute_process(COMMAND ${CMAKE_COMMAND} ${arguments}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)

# Exact but for paths and for our own line numbers. The build tree may lie in the source tree.
string(REPLACE "${BUILD}" "<build>" error "${error}")
string(REPLACE "${ROOT}" "<root>" error "${error}")
string(REGEX REPLACE "Call Stack \\(most recent call first\\):\n(  [^\n]*\n)+" "" error "${error}")
string(REGEX REPLACE "CMake (Error|Warning) at <root>/cmake/[^\n]*:[0-9]+ \\(message\\):" "CMake \\1:" error "${error}")
string(REGEX REPLACE "\n+" "\n" error "${error}")
string(STRIP "${error}" error)

set(failure "")
if(NOT error STREQUAL expected_error)
  set(failure "the message differs")
elseif(NOT result STREQUAL expected_result)
  set(failure "exit code `${result}`, expected `${expected_result}`")
elseif(EXISTS ${CASES}/${CASE}-check.cmake)
  include(${CASES}/${CASE}-check.cmake)
endif()
if(NOT failure STREQUAL "")
  string(REPLACE "\n" "\nexpect-stderr> " expected_error "${expected_error}")
  string(REPLACE "\n" "\nactual-stderr> " error "${error}")
  string(REPLACE "\n" "\nactual-stdout> " output "${output}")
  list(JOIN arguments " " arguments)
  message("command> cmake ${arguments}\n"
    "expect-stderr> ${expected_error}\nactual-stderr> ${error}\nactual-stdout> ${output}\n${failure}")
  message(FATAL_ERROR "configure.${CASE} failed")
endif()
