# SPDX-License-Identifier: Apache-2.0

# For test scripts that need a program from PyPI. Says `SKIPPED: <reason>` when
# there is none to be had, on which CTest counts the test as skipped; where
# nothing may be skipped (CI=true) that is an error.

function(skip reason)
  if("$ENV{CI}" STREQUAL "true")
    message(FATAL_ERROR "CI=true, and ${reason}")
  endif()
  message("SKIPPED: ${reason}")
endfunction()

# Sets <out> to the path of <program> from the PyPI package <package>, in a
# virtual environment in <folder>, made at the first call; else to nothing.
function(require_program out program package folder)
  set(${out} "" PARENT_SCOPE)
  file(MAKE_DIRECTORY ${folder})
  file(LOCK ${folder}/lock GUARD FUNCTION TIMEOUT 300)
  if(NOT EXISTS ${folder}/bin/${program})
    find_program(python python3)
    if(NOT python)
      skip("there is no python3 to install ${package} with")
      return()
    endif()
    foreach(command IN ITEMS "${python};-m;venv;${folder}"
        "${folder}/bin/python;-m;pip;--quiet;--disable-pip-version-check;install;--retries;1;--timeout;20;${package}")
      execute_process(COMMAND ${command} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
      if(NOT result EQUAL 0)
        skip("${package} cannot be installed: ${output}")
        return()
      endif()
    endforeach()
  endif()
  set(${out} ${folder}/bin/${program} PARENT_SCOPE)
endfunction()
