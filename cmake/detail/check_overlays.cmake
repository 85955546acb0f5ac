# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Notes mistakes in `overlays` of `stack`: unknown services and images, one-shots
# that are scaled, two ways to scale, and more reserved than a limit allows.
function(_caisson_check_overlays)
  foreach(overlay IN LISTS overlays)
    get_property(file GLOBAL PROPERTY _CAISSON_OVERLAY_FILE_${stack}_${overlay})
    foreach(keyword IN ITEMS REPLICAS AUTOSCALE MEMORY CPUS RESERVE_MEMORY RESERVE_CPUS STORAGE TAGS)
      get_property(items GLOBAL PROPERTY _CAISSON_OVERLAY_${keyword}_${stack}_${overlay})
      foreach(item IN LISTS items)
        string(REGEX MATCH "^([^=]*)=(.*)$" ignored "${item}")
        set(name ${CMAKE_MATCH_1})
        set(${keyword}_${overlay}_${name} "${CMAKE_MATCH_2}")
        _caisson_check_overlay_item()
      endforeach()
    endforeach()
  endforeach()
endfunction()

# Internal use. Checks `name` of `keyword` against the declarations, and against
# the keywords before it in the list above.
macro(_caisson_check_overlay_item)
  if(keyword STREQUAL "TAGS")
    if(NOT name IN_LIST images)
      _caisson_did_you_mean(remedy "${name}" "images" ${images})
      _caisson_overlay_mistake("`TAGS`: unknown image `${name}`" "${remedy}")
    endif()
  elseif(NOT TARGET ${stack}_${name})
    _caisson_did_you_mean(remedy "${name}" "services" ${services})
    _caisson_overlay_mistake("`${keyword}`: unknown service `${name}`" "${remedy}")
  elseif(keyword MATCHES "REPLICAS|AUTOSCALE")
    get_property(completes TARGET ${stack}_${name} PROPERTY CAISSON_COMPLETES)
    if(completes)
      _caisson_overlay_mistake("`${keyword}`: `${name}` is a one-shot, which is run once" "Take it out.")
    elseif(keyword STREQUAL "AUTOSCALE" AND DEFINED REPLICAS_${overlay}_${name})
      _caisson_overlay_mistake("`REPLICAS` and `AUTOSCALE` are both given for `${name}`" "Keep one of them.")
    endif()
  elseif(keyword MATCHES "^RESERVE_(.*)$")
    set(limit "${${CMAKE_MATCH_1}_${overlay}_${name}}")
    if(limit STREQUAL "")
      get_property(limit TARGET ${stack}_${name} PROPERTY CAISSON_${CMAKE_MATCH_1})
    endif()
    if(limit AND ${keyword}_${overlay}_${name} GREATER limit)
      _caisson_overlay_mistake("`${keyword}`: `${name}` reserves more than its `${CMAKE_MATCH_1}`"
        "Raise the limit, or reserve less.")
    endif()
  endif()
endmacro()

# Internal use. Notes a mistake in the declaration of `overlay`.
function(_caisson_overlay_mistake what remedy)
  _caisson_mistake("${file}" caisson_add_overlay "${overlay}" "${what}" "${remedy}")
endfunction()
