# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Ends the configure step with one mistake of the declaration being made:
#
#   <file>:<line>: <command>(<subject>): <what>
#     <remedy>
#
# Reads `command` and `subject` of the public command that is running. Lines
# start with a blank, which keeps message() from breaking them.
function(_caisson_fail what remedy)
  _caisson_locate(place "${CMAKE_CURRENT_LIST_FILE}" "${command}" "${subject}" LAST)
  _caisson_json_text(what "${what}")
  message(FATAL_ERROR " ${place}: ${command}(${subject}): ${what}\n   ${remedy}")
endfunction()
