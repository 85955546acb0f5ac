# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Fails unless every item of caisson_<keyword> is `name=value` with a name that
# matches <pattern>, given once. Sets <out> to the names.
function(_caisson_check_pairs out keyword pattern example)
  set(names "")
  foreach(item IN LISTS caisson_${keyword})
    if(NOT item MATCHES "^(${pattern})=")
      _caisson_fail("`${keyword}`: `${item}` is not name=value" "Write it like `${example}`.")
    endif()
    set(name "${CMAKE_MATCH_1}")
    if(name IN_LIST names)
      _caisson_fail("`${keyword}`: `${name}` is given twice" "Keep one of them.")
    endif()
    list(APPEND names "${name}")
  endforeach()
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# Internal use. Checks ENV, LABELS and SECRETS of a service, and gives each
# secret its source: `name` alone is read from the variable NAME, in upper case.
function(_caisson_parse_pairs)
  _caisson_check_pairs(variables ENV "[A-Za-z_][A-Za-z0-9_]*" "LOG_LEVEL=debug")
  _caisson_check_pairs(ignored LABELS "[-A-Za-z0-9_./]+" "team=payments")
  if("${caisson_LABELS}" MATCHES "(^|;)(dev\\.caisson\\.[^=]*)=")
    _caisson_fail("`LABELS`: `${CMAKE_MATCH_2}` is one of Caisson's own" "Use a name outside `dev.caisson.`.")
  endif()
  set(secrets "")
  set(names "")
  foreach(item IN LISTS caisson_SECRETS)
    if(NOT item MATCHES "^([A-Za-z0-9_][-A-Za-z0-9_.]*)(=(.*))?$")
      _caisson_fail("`SECRETS`: `${item}` is not a secret"
        "Write `name`, `name=env:VARIABLE` or `name=file:path`.")
    endif()
    set(name "${CMAKE_MATCH_1}")
    set(assigned "${CMAKE_MATCH_2}")
    set(source "${CMAKE_MATCH_3}")
    string(TOUPPER "${name}" variable)
    string(REGEX REPLACE "[-.]" "_" variable "${variable}")
    if(assigned STREQUAL "")
      set(source "env:${variable}")
    elseif(source MATCHES "^file:(.+)$")
      _caisson_absolute_path(path "${CMAKE_MATCH_1}")
      set(source "file:${path}")
    elseif(NOT source MATCHES "^env:[A-Za-z_][A-Za-z0-9_]*$")
      _caisson_fail("`SECRETS`: `${item}` has no usable source"
        "Write `${name}`, `${name}=env:VARIABLE` or `${name}=file:path`.")
    endif()
    if(name IN_LIST names)
      _caisson_fail("`SECRETS`: `${name}` is given twice" "Keep one of them.")
    endif()
    foreach(entry IN ITEMS "${name}" "${variable}")
      if(entry IN_LIST variables)
        _caisson_fail("`ENV` has an entry `${entry}`, the name of one of its `SECRETS`"
          "Take it out of `ENV`: the service reads /run/secrets/${name}.")
      endif()
    endforeach()
    list(APPEND names "${name}")
    list(APPEND secrets "${name}=${source}")
  endforeach()
  set(caisson_SECRETS "${secrets}" PARENT_SCOPE)
endfunction()
