# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Checks what of DEPENDS, WANTS, TEMPLATE_BY, MOCK and RESTART_WITH can be checked without
# the other services, and spells out the default condition, `:healthy`. Notes whether
# any service depends on one that is declared later: else there is no cycle.
function(_caisson_parse_graph)
  set(depends "${caisson_DEPENDS}")
  list(TRANSFORM depends APPEND ":healthy" REGEX "^[^:]*$")
  string(REGEX REPLACE ":[^;]*" "" names "${depends}")
  set(unique "${names}")
  list(REMOVE_DUPLICATES unique)
  if(NOT unique STREQUAL names OR NOT "${depends};" MATCHES "^([a-z][-a-z0-9]*:(healthy|started|completed);)*$")
    set(seen "")
    foreach(item IN LISTS caisson_DEPENDS)
      if(NOT item MATCHES "^([a-z][-a-z0-9]*)(:(healthy|started|completed))?$")
        _caisson_fail_dependency("${item}")
      elseif(CMAKE_MATCH_1 IN_LIST seen)
        _caisson_fail("`DEPENDS`: `${CMAKE_MATCH_1}` is given twice" "Keep one of them.")
      endif()
      list(APPEND seen ${CMAKE_MATCH_1})
    endforeach()
  endif()
  foreach(other IN LISTS names)
    if(NOT TARGET ${stack}_${other})
      set_property(GLOBAL PROPERTY _CAISSON_DEPENDS_AHEAD_${stack} TRUE)
    endif()
  endforeach()
  if(NOT given MATCHES "WANTS|TEMPLATE_BY|MOCK|RESTART_WITH")
    set(caisson_DEPENDS "${depends}" PARENT_SCOPE)
    return()
  endif()
  foreach(keyword IN ITEMS WANTS TEMPLATE_BY MOCK RESTART_WITH)
    set(seen "")
    foreach(item IN LISTS caisson_${keyword})
      if(NOT item MATCHES "^[a-z][-a-z0-9]*$")
        _caisson_fail_name(${keyword} "${item}")
      elseif(item IN_LIST seen)
        _caisson_fail("`${keyword}`: `${item}` is given twice" "Keep one of them.")
      endif()
      list(APPEND seen ${item})
    endforeach()
  endforeach()
  foreach(item IN LISTS caisson_WANTS)
    if(item IN_LIST names)
      _caisson_fail("`${item}` is in `DEPENDS` and in `WANTS`"
        "Keep `DEPENDS` if the service cannot do without it, else `WANTS`.")
    endif()
  endforeach()
  foreach(item IN LISTS caisson_RESTART_WITH)
    if(NOT item IN_LIST names AND NOT item IN_LIST caisson_WANTS)
      _caisson_fail("`RESTART_WITH`: `${item}` is neither in `DEPENDS` nor in `WANTS`"
        "Add it to the one that is true, or take it out here.")
    endif()
  endforeach()
  set(caisson_DEPENDS "${depends}" PARENT_SCOPE)
endfunction()

# Internal use. An item of DEPENDS that is not `service[:condition]`.
function(_caisson_fail_dependency item)
  if(item MATCHES "^[a-z][-a-z0-9]*:(.*)$")
    _caisson_did_you_mean(remedy "${CMAKE_MATCH_1}" "conditions" healthy started completed)
    _caisson_fail("`DEPENDS`: `${item}` has the unknown condition `${CMAKE_MATCH_1}`" "${remedy}")
  endif()
  _caisson_fail_name(DEPENDS "${item}")
endfunction()

# Internal use. An item of <keyword> that cannot name a service: most likely
# a misspelt keyword.
function(_caisson_fail_name keyword item)
  if(item MATCHES "^[A-Z][A-Z_]*$")
    _caisson_fail_keyword("${item}")
  endif()
  _caisson_fail("`${keyword}`: `${item}` cannot name a service"
    "Use a-z, 0-9 and `-`, starting with a letter.")
endfunction()
