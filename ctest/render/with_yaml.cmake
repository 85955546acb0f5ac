# A check of ours, SCRIPT, that reads YAML: it gets the source tree and the manifest.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(python python "PyYAML;ruamel.yaml" ${TOOLS})
if(NOT python)
  return()
endif()
execute_process(COMMAND ${python} -B ${SCRIPT} ${ROOT} ${MANIFEST} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "exit code ${result}")
endif()
