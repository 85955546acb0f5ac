# SPDX-License-Identifier: Apache-2.0

# Notes when this run of ctest comes to a phase: results from then on count.
#
#   cmake -D PHASE=<n> -D FOLDER=<folder> -P begin_phase.cmake
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/gate_results.cmake)

this_run(run)
now(time)
# Those of runs that ended without a verdict.
file(GLOB old "${FOLDER}/begun.${PHASE}.*")
foreach(file IN LISTS old)
  string(REGEX REPLACE ".*\\." "" process "${file}")
  if(NOT EXISTS /proc/${process})
    file(REMOVE "${file}")
  endif()
endforeach()
write_whole("${FOLDER}/begun.${PHASE}.${run}" "${time}")
