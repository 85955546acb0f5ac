# SPDX-License-Identifier: Apache-2.0

# For tests that use the package from outside, with the CMake that VERSION asks
# for: `oldest` is the one running, if it is that old, `newest` that of PyPI.
include(${CMAKE_CURRENT_LIST_DIR}/scrub_environment.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/venv.cmake)

# Sets <out> to the cmake to use, or to nothing when the test is to be skipped.
function(require_cmake out)
  set(program ${CMAKE_COMMAND})
  if(VERSION STREQUAL "newest")
    require_program(program cmake cmake ${TOOLS})
  elseif(CMAKE_VERSION VERSION_GREATER_EQUAL 3.26)
    # Where the system's own is newer, PyPI has the oldest one, too.
    require_program(program cmake cmake==3.25.* ${TOOLS}-oldest)
  endif()
  set(${out} ${program} PARENT_SCOPE)
endfunction()

# Runs a command that must succeed and, for CMake, say nothing on stderr.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)
  if(NOT result EQUAL 0 OR NOT error STREQUAL "")
    list(JOIN ARGV " " line)
    message("command> ${line}\nstdout> ${output}\nstderr> ${error}")
    message(FATAL_ERROR "exit code `${result}`")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
