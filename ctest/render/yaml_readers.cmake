# What our writer writes, as readers of YAML 1.1 and of YAML 1.2 see it.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(python python "PyYAML;ruamel.yaml" ${TOOLS})
if(NOT python)
  return()
endif()
execute_process(COMMAND ${WRITER} 300
  COMMAND ${python} -B ${CMAKE_CURRENT_LIST_DIR}/yaml_readers.py
  RESULTS_VARIABLE results)
if(NOT results STREQUAL "0;0")
  message(FATAL_ERROR "exit codes ${results}")
endif()
