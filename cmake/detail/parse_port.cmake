# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Fails unless <value>, given to <keyword>, is a port number.
function(_caisson_check_port keyword value)
  if(NOT value MATCHES "^[1-9][0-9]?[0-9]?[0-9]?[0-9]?$" OR value GREATER 65535)
    _caisson_fail("`${keyword}`: `${value}` is not a port" "Give a number from 1 to 65535.")
  endif()
endfunction()
