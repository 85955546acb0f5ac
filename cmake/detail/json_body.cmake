# SPDX-License-Identifier: Apache-2.0

# A character that cannot stand for itself in a list or in a JSON string.
string(ASCII 1 first)
string(ASCII 31 last)
set_property(GLOBAL PROPERTY _CAISSON_ODD_CHARACTER "[][\"\\${first}-${last}]")
unset(first)
unset(last)

# Internal use, projects must not call this directly.
#
# Sets <out> to <value> as the inside of a JSON string (RFC 8259 §7). Beyond
# what JSON asks for, `;`, `[`, `]` and `\` leave as \u escapes: no item of a
# CMake list can then be split, merged or unescaped by list expansion, so
# values survive any number of list operations.
function(_caisson_json_body out value)
  if(value MATCHES "^[-A-Za-z0-9_.:/=@%+, ]*$")
    set(${out} "${value}" PARENT_SCOPE)
    return()
  endif()
  string(REPLACE "\\" "\\u005c" value "${value}")
  string(REPLACE "\"" "\\u0022" value "${value}")
  string(REPLACE ";" "\\u003b" value "${value}")
  string(REPLACE "[" "\\u005b" value "${value}")
  string(REPLACE "]" "\\u005d" value "${value}")
  string(ASCII 1 first)
  string(ASCII 31 last)
  if(value MATCHES "[${first}-${last}]")
    foreach(code RANGE 1 31)
      string(ASCII ${code} character)
      math(EXPR hex "${code} + 0x10000" OUTPUT_FORMAT HEXADECIMAL)
      string(SUBSTRING "${hex}" 3 4 hex)
      string(REPLACE "${character}" "\\u${hex}" value "${value}")
    endforeach()
  endif()
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

# Internal use. Sets <out> to the value that _caisson_json_body made <text> of,
# but for control characters, which stay as they are.
function(_caisson_json_text out text)
  string(REPLACE "\\u0022" "\"" text "${text}")
  string(REPLACE "\\u003b" ";" text "${text}")
  string(REPLACE "\\u005b" "[" text "${text}")
  string(REPLACE "\\u005d" "]" text "${text}")
  string(REPLACE "\\u005c" "\\" text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# Internal use. Sets <out> to the value itself that _caisson_json_body made
# <text> of, control characters included.
function(_caisson_json_value out text)
  if(text MATCHES "\\\\u00[01]")
    foreach(code RANGE 1 31)
      string(ASCII ${code} character)
      math(EXPR hex "${code} + 0x10000" OUTPUT_FORMAT HEXADECIMAL)
      string(SUBSTRING "${hex}" 3 4 hex)
      string(REPLACE "\\u${hex}" "${character}" text "${text}")
    endforeach()
  endif()
  _caisson_json_text(text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# Internal use. Sets <out> to the list of the values that <items> are made of.
function(_caisson_json_values out items)
  set(values "")
  foreach(item IN LISTS items)
    _caisson_json_value(value "${item}")
    string(REPLACE ";" "\\;" value "${value}")
    list(APPEND values "${value}")
  endforeach()
  set(${out} "${values}" PARENT_SCOPE)
endfunction()
