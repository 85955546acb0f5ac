# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Notes mistakes among `services` of `stack`: unknown images and services,
# conditions that can never hold, host names claimed twice, and cycles.
function(_caisson_check_services)
  foreach(service IN LISTS services)
    set(target ${stack}_${service})
    get_property(image TARGET ${target} PROPERTY CAISSON_IMAGE)
    if(NOT image IN_LIST images)
      _caisson_did_you_mean(remedy "${image}" "images" ${images})
      _caisson_service_mistake(${service} "`IMAGE`: unknown image `${image}`" "${remedy}")
    endif()
    get_property(depends TARGET ${target} PROPERTY CAISSON_DEPENDS)
    set(after_${service} "")
    foreach(item IN LISTS depends)
      _caisson_check_dependency()
    endforeach()
    foreach(keyword IN ITEMS WANTS TEMPLATE_BY)
      get_property(others TARGET ${target} PROPERTY CAISSON_${keyword})
      foreach(other IN LISTS others)
        _caisson_check_reference()
      endforeach()
    endforeach()
    get_property(aliases TARGET ${target} PROPERTY CAISSON_ALIASES)
    foreach(alias IN LISTS aliases)
      if(TARGET ${stack}_${alias})
        _caisson_service_mistake(${service} "`ALIASES`: `${alias}` is the name of a service" "Choose another alias.")
      elseif(DEFINED alias_of_${alias})
        _caisson_service_mistake(${service} "`ALIASES`: `${alias}` is an alias of `${alias_of_${alias}}` already" "Choose another alias.")
      endif()
      set(alias_of_${alias} ${service})
    endforeach()
  endforeach()

  _caisson_find_cycles(cycles ${services})
  foreach(cycle IN LISTS cycles)
    string(REGEX REPLACE " .*" "" service "${cycle}")
    _caisson_service_mistake(${service} "services depend on each other: `${cycle}`"
      "Turn one of these `DEPENDS` into `WANTS`, or take it out.")
  endforeach()
endfunction()

# Internal use. One `item` of the DEPENDS of `service`.
macro(_caisson_check_dependency)
  string(REGEX REPLACE ":.*" "" other "${item}")
  if(NOT TARGET ${stack}_${other})
    _caisson_suggest_service(remedy)
    _caisson_service_mistake(${service} "`DEPENDS`: unknown service `${other}`" "${remedy}")
  else()
    list(APPEND after_${service} ${other})
    if(NOT item MATCHES ":started$")
      get_property(completes TARGET ${stack}_${other} PROPERTY CAISSON_COMPLETES)
      if(item MATCHES ":completed$")
        if(NOT completes)
          _caisson_service_mistake(${service} "`DEPENDS`: `${item}`, but `${other}` is no one-shot"
            "Give `${other}` the keyword `COMPLETES`, or write `${other}:healthy` or `${other}:started`.")
        endif()
      elseif(completes)
        _caisson_service_mistake(${service} "`DEPENDS`: `${other}:healthy`, but `${other}` is a one-shot"
          "Write `${other}:completed`.")
      else()
        get_property(check TARGET ${stack}_${other} PROPERTY CAISSON_HEALTHCHECK)
        if("${check}" STREQUAL "")
          _caisson_service_mistake(${service} "`DEPENDS`: `${other}:healthy`, but `${other}` has no health check"
            "Give `${other}` a `HEALTHCHECK`, or write `${other}:started`.")
        endif()
      endif()
    endif()
  endif()
endmacro()

# Internal use. One `other` of WANTS or TEMPLATE_BY (`keyword`) of `service`.
macro(_caisson_check_reference)
  if(NOT TARGET ${stack}_${other})
    _caisson_suggest_service(remedy)
    _caisson_service_mistake(${service} "`${keyword}`: unknown service `${other}`" "${remedy}")
  elseif(other STREQUAL service)
    _caisson_service_mistake(${service} "`${keyword}`: `${other}` is the service itself" "Take it out.")
  elseif(keyword STREQUAL "TEMPLATE_BY")
    get_property(completes TARGET ${stack}_${other} PROPERTY CAISSON_COMPLETES)
    if(NOT completes)
      _caisson_service_mistake(${service} "`TEMPLATE_BY`: `${other}` is no one-shot"
        "Give `${other}` the keyword `COMPLETES`, or take it out.")
    endif()
  endif()
endmacro()

# Internal use. Sets <out> to the remedy for the unknown `other` that `service`
# names; `service` itself is not what was meant.
function(_caisson_suggest_service out)
  set(others ${services})
  list(REMOVE_ITEM others ${service})
  _caisson_did_you_mean(remedy "${other}" "services" ${others})
  set(${out} "${remedy}" PARENT_SCOPE)
endfunction()
