# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_overlay
-------------------

.. versionadded:: 0.1

.. command:: caisson_add_overlay

  Name a stage, and what it has other than the declarations of services say::

    caisson_add_overlay(<stage>
                        [REPLICAS <service>=<count>...]
                        [AUTOSCALE <service>=<least>..<most>...]
                        [MEMORY <service>=<amount>...] [CPUS <service>=<number>...]
                        [RESERVE_MEMORY <service>=<amount>...]
                        [RESERVE_CPUS <service>=<number>...]
                        [STORAGE <service>=<amount>...] [TAGS <image>=<tag>...])

  It is for rendered files that know stages (:command:`caisson_add_rendering`
  ``AS KUBERNETES``); a start here is none.

  ``REPLICAS``
    How many of a service there are.

  ``AUTOSCALE``
    The same, as the load of its processors wants it.

  ``MEMORY``, ``CPUS``
    Limits, in the place of those of the service.

  ``RESERVE_MEMORY``, ``RESERVE_CPUS``
    What a service is certain to get: no more than its limits.

  ``STORAGE``
    Room for what a service writes, for each of its volumes.

  ``TAGS``
    The tags of images, in the place of those of their ``REFERENCE``.
#]=======================================================================]
function(caisson_add_overlay name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_overlay")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${name}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_check_name("an overlay" "${name}")
  _caisson_current_stack(stack)
  get_property(file GLOBAL PROPERTY _CAISSON_OVERLAY_FILE_${stack}_${name})
  if(file)
    _caisson_locate(first "${file}" ${command} "${name}" FIRST)
    _caisson_fail("overlay `${name}` is declared twice" "The first is at ${first}: rename one of them.")
  endif()

  set(json "")
  foreach(keyword IN LISTS given)
    _caisson_parse_overlay_items(members ${keyword})
    string(TOLOWER ${keyword} key)
    if(keyword MATCHES "MEMORY|STORAGE")
      string(APPEND key "_bytes")
    endif()
    string(APPEND json ",\"${key}\":{${members}}")
    set_property(GLOBAL PROPERTY _CAISSON_OVERLAY_${keyword}_${stack}_${name} "${caisson_${keyword}}")
  endforeach()
  if(json STREQUAL "")
    set(json ",\"replicas\":{}")
  endif()
  string(SUBSTRING "${json}" 1 -1 json)
  set_property(GLOBAL APPEND PROPERTY _CAISSON_OVERLAYS_${stack} ${name})
  set_property(GLOBAL PROPERTY _CAISSON_OVERLAY_FILE_${stack}_${name} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_OVERLAY_JSON_${stack}_${name} "${json}")
endfunction()

# Internal use. Sets <out> to the members of <keyword> in the manifest, and the
# values in caisson_<keyword> to what is recorded: bytes and numbers.
function(_caisson_parse_overlay_items out keyword)
  set(names "")
  set(members "")
  set(recorded "")
  foreach(item IN LISTS caisson_${keyword})
    if(NOT item MATCHES "^([a-z][-a-z0-9]*)=(.+)$")
      _caisson_fail("`${keyword}`: `${item}` is not name=value" "Write it like `api=2`, without blanks.")
    endif()
    set(of ${CMAKE_MATCH_1})
    set(value "${CMAKE_MATCH_2}")
    if(of IN_LIST names)
      _caisson_fail("`${keyword}`: `${of}` is given twice" "Keep one of them.")
    endif()
    list(APPEND names ${of})
    _caisson_parse_overlay_value()
    string(APPEND members ",\"${of}\":${value}")
    list(APPEND recorded "${of}=${value}")
  endforeach()
  string(SUBSTRING "${members}" 1 -1 members)
  set(${out} "${members}" PARENT_SCOPE)
  set(caisson_${keyword} "${recorded}" PARENT_SCOPE)
endfunction()

# Internal use. Brings `value` of `keyword` into the form of the manifest.
macro(_caisson_parse_overlay_value)
  if(keyword MATCHES "MEMORY|STORAGE")
    _caisson_parse_bytes(value ${keyword} "${value}")
  elseif(keyword MATCHES "CPUS")
    if(NOT value MATCHES "^(0|[1-9][0-9]*)(\\.[0-9]+)?$" OR value MATCHES "^[0.]+$")
      _caisson_fail("`${keyword}`: `${value}` is not a number of processors" "Write it like `2` or `0.5`.")
    endif()
  elseif(keyword STREQUAL "REPLICAS")
    if(NOT value MATCHES "^[1-9][0-9]?[0-9]?$")
      _caisson_fail("`REPLICAS`: `${value}` is not a count" "Give a number from 1 to 999.")
    endif()
  elseif(keyword STREQUAL "AUTOSCALE")
    if(NOT value MATCHES "^([1-9][0-9]?[0-9]?)\\.\\.([1-9][0-9]?[0-9]?)$" OR CMAKE_MATCH_1 GREATER CMAKE_MATCH_2)
      _caisson_fail("`AUTOSCALE`: `${value}` is not a range" "Give two numbers from 1 to 999, like `2..6`.")
    endif()
    set(value "{\"least\":${CMAKE_MATCH_1},\"most\":${CMAKE_MATCH_2}}")
  elseif(NOT value MATCHES "^[A-Za-z0-9_][-A-Za-z0-9_.]*$")
    _caisson_fail("`TAGS`: `${value}` is not a tag" "Use letters, digits, `-`, `_` and `.`.")
  else()
    set(value "\"${value}\"")
  endif()
endmacro()
