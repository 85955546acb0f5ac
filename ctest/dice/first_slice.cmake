# Runs first_slice.py with the WebSocket client it needs.
include(${ROOT}/ctest/support/venv.cmake)

# `wsdump` is what tells that the package is there; what is run is the interpreter beside it.
require_program(wsdump wsdump websocket-client==1.8.0 ${FOLDER})
if(NOT wsdump)
  return()
endif()
execute_process(COMMAND ${FOLDER}/bin/python ${ROOT}/ctest/dice/first_slice.py ${BUILD} ${CAISSON}
                RESULT_VARIABLE result)
if(result EQUAL 77)
  message("SKIPPED: see above")
elseif(NOT result EQUAL 0)
  message(FATAL_ERROR "the first slice of DICE is not as promised (exit code ${result})")
endif()
