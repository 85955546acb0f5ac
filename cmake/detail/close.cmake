# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Has _caisson_close run when the last directory has been read: only then is the
# graph known, also when the stack belongs to a subproject. Once for all stacks.
function(_caisson_close_later)
  cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" GET_CALL_IDS ids)
  if(NOT "caisson_close" IN_LIST ids)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" ID caisson_close CALL _caisson_close)
  endif()
endfunction()

# Internal use.
#
# Runs when the last directory has been read: checks every stack as a whole,
# reports all mistakes at once, and writes the manifests.
function(_caisson_close)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.close")
  get_property(stacks GLOBAL PROPERTY CAISSON_STACKS)
  set_property(GLOBAL PROPERTY _CAISSON_MISTAKES "")
  set_property(GLOBAL PROPERTY _CAISSON_MISTAKE_COUNT 0)
  foreach(stack IN LISTS stacks)
    get_property(services GLOBAL PROPERTY _CAISSON_SERVICES_${stack})
    get_property(images GLOBAL PROPERTY _CAISSON_IMAGES_${stack})
    get_property(modes GLOBAL PROPERTY _CAISSON_MODES_${stack})
    get_property(overlays GLOBAL PROPERTY _CAISSON_OVERLAYS_${stack})
    get_property(renderings GLOBAL PROPERTY _CAISSON_RENDERINGS_${stack})
    list(SORT services)
    list(SORT images)
    list(SORT modes)
    list(SORT overlays)
    list(SORT renderings)
    _caisson_check_bases()
    _caisson_check_services()
    _caisson_check_programs()
    _caisson_check_modes()
    _caisson_check_overlays()
    _caisson_check_renderings()
    _caisson_check_tests()
  endforeach()

  get_property(count GLOBAL PROPERTY _CAISSON_MISTAKE_COUNT)
  if(count GREATER 0)
    get_property(mistakes GLOBAL PROPERTY _CAISSON_MISTAKES)
    message(FATAL_ERROR "${mistakes}")
  endif()

  if(stacks)
    _caisson_ensure_cli()
    _caisson_build_cli_for_tests()
  endif()
  foreach(stack IN LISTS stacks)
    get_property(services GLOBAL PROPERTY _CAISSON_SERVICES_${stack})
    get_property(images GLOBAL PROPERTY _CAISSON_IMAGES_${stack})
    get_property(modes GLOBAL PROPERTY _CAISSON_MODES_${stack})
    get_property(overlays GLOBAL PROPERTY _CAISSON_OVERLAYS_${stack})
    get_property(renderings GLOBAL PROPERTY _CAISSON_RENDERINGS_${stack})
    list(SORT services)
    list(SORT images)
    list(SORT modes)
    list(SORT overlays)
    list(SORT renderings)
    _caisson_tie_programs()
    _caisson_write_manifest()
    _caisson_write_headers()
  endforeach()
  _caisson_add_short_names()
  _caisson_close_gates()
endfunction()

# Internal use. Makes `service::<name>` of each service whose name no other of
# `stacks` has.
function(_caisson_add_short_names)
  set(all "")
  foreach(stack IN LISTS stacks)
    get_property(services GLOBAL PROPERTY _CAISSON_SERVICES_${stack})
    list(APPEND all ${services})
  endforeach()
  list(LENGTH stacks count)
  foreach(stack IN LISTS stacks)
    get_property(services GLOBAL PROPERTY _CAISSON_SERVICES_${stack})
    foreach(service IN LISTS services)
      if(NOT TARGET service::${service} AND (count EQUAL 1 OR NOT ";${all};" MATCHES ";${service};(.*;)?${service};"))
        add_library(service::${service} ALIAS ${stack}_${service})
      endif()
    endforeach()
  endforeach()
endfunction()

# Internal use. Notes a mistake in the declaration <command>(<subject> …) of
# <file>; all of them are reported together.
function(_caisson_mistake file command subject what remedy)
  _caisson_locate(place "${file}" "${command}" "${subject}" FIRST)
  set_property(GLOBAL APPEND_STRING PROPERTY _CAISSON_MISTAKES
    " ${place}: ${command}(${subject}): ${what}\n   ${remedy}\n")
  get_property(count GLOBAL PROPERTY _CAISSON_MISTAKE_COUNT)
  math(EXPR count "${count} + 1")
  set_property(GLOBAL PROPERTY _CAISSON_MISTAKE_COUNT ${count})
endfunction()

# Internal use. Notes a mistake in the declaration of `service` of `stack`.
function(_caisson_service_mistake service what remedy)
  get_property(file TARGET ${stack}_${service} PROPERTY _CAISSON_FILE)
  _caisson_mistake("${file}" caisson_add_service ${service} "${what}" "${remedy}")
endfunction()
