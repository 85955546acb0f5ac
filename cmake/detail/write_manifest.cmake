# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Writes the manifest of `stack`, one for each configuration of a multi-config
# generator. One that is the same already keeps its time stamp.
function(_caisson_write_manifest)
  set(documents "")
  set(file_before "")
  foreach(kind IN ITEMS image service mode rendering)
    set(members "")
    foreach(name IN LISTS ${kind}s)
      if(kind STREQUAL "service")
        get_property(file TARGET ${stack}_${name} PROPERTY _CAISSON_FILE)
        get_property(json TARGET ${stack}_${name} PROPERTY _CAISSON_JSON)
      else()
        string(TOUPPER ${kind} upper)
        get_property(file GLOBAL PROPERTY _CAISSON_${upper}_FILE_${stack}_${name})
        get_property(json GLOBAL PROPERTY _CAISSON_${upper}_JSON_${stack}_${name})
      endif()
      # At a glance, where the one call that is there names it; else as _caisson_locate does.
      get_property(place GLOBAL PROPERTY "_CAISSON_LINES_${file}:caisson_add_${kind}(${name}")
      if(place MATCHES "^[0-9]+$" AND file STREQUAL file_before)
        set(place "${file_body}:${place}")
      else()
        _caisson_locate(place "${file}" caisson_add_${kind} "${name}" FIRST)
        _caisson_json_body(place "${place}")
        set(file_before "${file}")
        string(REGEX REPLACE ":[0-9]+$" "" file_body "${place}")
      endif()
      string(APPEND members ",\n  \"${name}\":{\"declared_at\":\"${place}\",${json}}")
    endforeach()
    if(kind STREQUAL "rendering" AND members STREQUAL "")
      continue()
    endif()
    string(REGEX REPLACE "^," "" members "${members}")
    string(APPEND documents ",\n \"${kind}s\":{${members}}")
  endforeach()

  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi)
    set(configurations "${CMAKE_CONFIGURATION_TYPES}")
  elseif(CMAKE_BUILD_TYPE)
    set(configurations "${CMAKE_BUILD_TYPE}")
  else()
    set(configurations "None")
  endif()
  foreach(config IN LISTS configurations)
    if(NOT multi)
      set(config "${CMAKE_BUILD_TYPE}")
    endif()
    _caisson_stack_json(header "${config}")
    _caisson_manifest_path(path ${stack} "${config}")
    _caisson_write_if_different("${path}" "{\"schema\":1,\n${header}${documents}\n}\n")
  endforeach()
endfunction()

# Internal use. Sets <out> to the members that say who wrote the manifest, and
# of what.
function(_caisson_stack_json out config)
  get_property(file GLOBAL PROPERTY _CAISSON_STACK_FILE_${stack})
  get_property(domain GLOBAL PROPERTY _CAISSON_STACK_DOMAIN_${stack})
  get_property(source GLOBAL PROPERTY _CAISSON_STACK_SOURCE_${stack})
  get_property(version GLOBAL PROPERTY CAISSON_VERSION)
  _caisson_locate(place "${file}" caisson_add_stack "${stack}" FIRST)
  _caisson_json_body(place "${place}")
  _caisson_json_body(source "${source}")
  _caisson_json_body(build "${CMAKE_BINARY_DIR}")
  _caisson_json_body(config "${config}")
  string(CONCAT json
    " \"generator\":{\"name\":\"Caisson\",\"version\":\"${version}\",\"cmake\":\"${CMAKE_VERSION}\"},\n"
    " \"stack\":{\"name\":\"${stack}\",\"domain\":\"${domain}\",\"declared_at\":\"${place}\","
    "\"source_dir\":\"${source}\",\"build_dir\":\"${build}\",\"config\":\"${config}\"}")
  set(${out} "${json}" PARENT_SCOPE)
endfunction()

# Internal use. file(GENERATE) and file(CONFIGURE) would do as much, but they
# evaluate `$<…>` or `@…@` in values.
function(_caisson_write_if_different path text)
  if(EXISTS "${path}")
    file(SHA256 "${path}" old)
    string(SHA256 new "${text}")
    if(old STREQUAL new)
      return()
    endif()
  endif()
  string(JSON type ERROR_VARIABLE error TYPE "${text}")
  if(error)
    message(FATAL_ERROR " Internal error: the manifest of `${stack}` is not JSON: ${error}\n"
      "   Was a CAISSON_ property set to text with `\"` or `\\`? Items are the inside of JSON strings.")
  endif()
  file(WRITE "${path}" "${text}")
endfunction()
