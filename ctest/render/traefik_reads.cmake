# Traefik's static configuration is written by hand; what of it the declarations say, too, is compared.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(python python "PyYAML;ruamel.yaml" ${TOOLS})
if(NOT python)
  return()
endif()
execute_process(COMMAND ${python} -B ${CMAKE_CURRENT_LIST_DIR}/traefik_reads.py ${ROOT} ${MANIFEST} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "exit code ${result}")
endif()
