# Runs a script of Python with the WebSocket client it needs:
#   cmake -D ROOT=<source tree> -D FOLDER=<of the client> -D SCRIPT=<file> -D "ARGUMENTS=<list>" -P with_websocket.cmake
include(${ROOT}/ctest/support/venv.cmake)

# `wsdump` is what tells that the package is there; what is run is the interpreter beside it.
require_program(wsdump wsdump websocket-client==1.8.0 ${FOLDER})
if(NOT wsdump)
  return()
endif()
execute_process(COMMAND ${FOLDER}/bin/python -B ${SCRIPT} ${ARGUMENTS} RESULT_VARIABLE result)
if(result EQUAL 77)
  message("SKIPPED: see above")
elseif(NOT result EQUAL 0)
  message(FATAL_ERROR "DICE is not as promised (exit code ${result})")
endif()
