# The folder for Kubernetes as those see it who read it: kubernetes-validate every document, kustomize every stage.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/venv.cmake)

require_program(python python "kubernetes-validate==1.37.0;PyYAML==6.0.4" ${TOOLS})
if(NOT python)
  return()
endif()
execute_process(COMMAND ${python} -B ${CMAKE_CURRENT_LIST_DIR}/kubernetes_reads.py ${ROOT}/${FOLDER} ${KUSTOMIZE} ${MANIFEST}
  RESULT_VARIABLE result)
if(result EQUAL 77)
  message("SKIPPED: see above")
elseif(NOT result EQUAL 0)
  message(FATAL_ERROR "exit code ${result}")
endif()
