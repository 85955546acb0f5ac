# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_mode
----------------

.. versionadded:: 0.1

.. command:: caisson_add_mode

  Name a set of services that are started together::

    caisson_add_mode(<name> SERVICES <service>... [PROFILES <profile>...]
                     [ENV <service>:<name>=<value>...] [ALIAS <alias>...]
                     [DEFAULT])

  It makes the targets ``start-mode-<name>`` and ``start-<alias>``.

  ``SERVICES``
    The services asked for; what they depend on comes along. One with a
    ``PROFILE`` starts only where that profile is on.

  ``PROFILES``
    The profiles that are on.

  ``ENV``
    Environment of single services in this mode, over their own ``ENV`` and
    written like it. A service that is started by its name has its own only.

  ``ALIAS``
    Other names of the mode. None may be the name of a service.

  ``DEFAULT``
    This mode is what ``start-all`` starts.
#]=======================================================================]
function(caisson_add_mode name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_mode")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${name}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_check_name("a mode" "${name}")
  _caisson_current_stack(stack)

  if("${caisson_SERVICES}" STREQUAL "")
    _caisson_fail("`SERVICES` is missing" "Say which services `${name}` is for.")
  endif()
  foreach(word IN ITEMS ${name} ${caisson_ALIAS})
    _caisson_check_name("a mode" "${word}")
    if(word STREQUAL "all")
      _caisson_fail("`all` cannot name a mode" "`start-all` starts the mode that is `DEFAULT`: choose another name.")
    endif()
    get_property(other GLOBAL PROPERTY _CAISSON_MODE_OF_${stack}_${word})
    if("${other}" STREQUAL name AND word STREQUAL name)
      get_property(file GLOBAL PROPERTY _CAISSON_MODE_FILE_${stack}_${name})
      _caisson_locate(first "${file}" ${command} "${name}" FIRST)
      _caisson_fail("mode `${name}` is declared twice" "The first is at ${first}: rename one of them.")
    elseif(other)
      _caisson_fail("`${word}` already names mode `${other}`" "Choose another name.")
    endif()
    set_property(GLOBAL PROPERTY _CAISSON_MODE_OF_${stack}_${word} ${name})
  endforeach()
  foreach(alias IN LISTS caisson_ALIAS)
    if(TARGET ${stack}_${alias})
      _caisson_fail("alias `${alias}` is the name of a service" "Choose another alias: `start-${alias}` starts the service.")
    endif()
    set_property(GLOBAL PROPERTY _CAISSON_ALIAS_${stack}_${alias} ${name})
  endforeach()
  foreach(keyword IN ITEMS SERVICES PROFILES)
    set(seen "")
    foreach(item IN LISTS caisson_${keyword})
      if(NOT item MATCHES "^[a-z]([-a-z0-9]*[a-z0-9])?$")
        _caisson_fail_name(${keyword} "${item}")
      elseif(item IN_LIST seen)
        _caisson_fail("`${keyword}`: `${item}` is given twice" "Keep one of them.")
      endif()
      list(APPEND seen ${item})
    endforeach()
  endforeach()
  _caisson_parse_mode_env(env)
  if(caisson_DEFAULT)
    get_property(other GLOBAL PROPERTY _CAISSON_DEFAULT_MODE_${stack})
    if(other)
      _caisson_fail("mode `${other}` is `DEFAULT` already" "Take `DEFAULT` from one of the two.")
    endif()
    set_property(GLOBAL PROPERTY _CAISSON_DEFAULT_MODE_${stack} ${name})
  endif()

  set(json "\"services\":[\"${caisson_SERVICES}\"]")
  foreach(key IN ITEMS PROFILES:profiles ALIAS:aliases)
    string(REPLACE ":" ";" key "${key}")
    list(POP_FRONT key keyword)
    if(NOT "${caisson_${keyword}}" STREQUAL "")
      string(APPEND json ",\"${key}\":[\"${caisson_${keyword}}\"]")
    endif()
  endforeach()
  string(REPLACE ";" "\",\"" json "${json}")
  string(APPEND json "${env}")
  if(caisson_DEFAULT)
    string(APPEND json ",\"default\":true")
  endif()
  set_property(GLOBAL APPEND PROPERTY _CAISSON_MODES_${stack} ${name})
  set_property(GLOBAL PROPERTY _CAISSON_MODE_FILE_${stack}_${name} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_MODE_SERVICES_${stack}_${name} "${caisson_SERVICES}")
  set_property(GLOBAL PROPERTY _CAISSON_MODE_PROFILES_${stack}_${name} "${caisson_PROFILES}")
  set_property(GLOBAL PROPERTY _CAISSON_MODE_ALIASES_${stack}_${name} "${caisson_ALIAS}")
  set_property(GLOBAL PROPERTY _CAISSON_MODE_ENV_${stack}_${name} "${caisson_ENV}")
  set_property(GLOBAL PROPERTY _CAISSON_MODE_JSON_${stack}_${name} "${json}")

  get_property(prefix GLOBAL PROPERTY _CAISSON_PREFIX_${stack})
  get_property(manifest GLOBAL PROPERTY _CAISSON_MANIFEST_${stack})
  set(CMAKE_FOLDER "caisson/${stack}")
  _caisson_add_target(start-mode-${name} "Starting mode ${name} of ${stack}" up --mode ${name})
  foreach(alias IN LISTS caisson_ALIAS)
    _caisson_add_target(start-${alias} "Starting mode ${name} of ${stack}" up --mode ${name})
  endforeach()
endfunction()

# Internal use. Sets <out> to the member for ENV of a mode, or to nothing.
function(_caisson_parse_mode_env out)
  set(seen "")
  set(of "")
  foreach(item IN LISTS caisson_ENV)
    if(NOT item MATCHES "^([a-z][-a-z0-9]*):([A-Za-z_][-A-Za-z0-9_.]*)=(.*)$")
      _caisson_fail("`ENV`: `${item}` is not service:name=value" "Write it like `api:LOG_LEVEL=debug`.")
    elseif("${CMAKE_MATCH_1}:${CMAKE_MATCH_2}" IN_LIST seen)
      _caisson_fail("`ENV`: `${CMAKE_MATCH_1}:${CMAKE_MATCH_2}` is given twice" "Keep one of them.")
    endif()
    list(APPEND seen "${CMAKE_MATCH_1}:${CMAKE_MATCH_2}")
    list(APPEND of ${CMAKE_MATCH_1})
    string(APPEND entries_${CMAKE_MATCH_1} ",\"${CMAKE_MATCH_2}\":\"${CMAKE_MATCH_3}\"")
  endforeach()
  set(json "")
  list(REMOVE_DUPLICATES of)
  foreach(service IN LISTS of)
    string(SUBSTRING "${entries_${service}}" 1 -1 entries)
    string(APPEND json ",\"${service}\":{${entries}}")
  endforeach()
  if(NOT json STREQUAL "")
    string(SUBSTRING "${json}" 1 -1 json)
    set(json ",\"env\":{${json}}")
  endif()
  set(${out} "${json}" PARENT_SCOPE)
endfunction()
