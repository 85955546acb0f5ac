# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Notes mistakes in `renderings` of `stack`: unknown modes, services,
# images and profiles, and a file of the default mode where there is none.
function(_caisson_check_renderings)
  get_property(profiles GLOBAL PROPERTY _CAISSON_PROFILES_${stack})
  list(REMOVE_DUPLICATES profiles)
  get_property(default GLOBAL PROPERTY _CAISSON_DEFAULT_MODE_${stack})
  foreach(rendering IN LISTS renderings)
    get_property(file GLOBAL PROPERTY _CAISSON_RENDERING_FILE_${stack}_${rendering})
    get_property(mode GLOBAL PROPERTY _CAISSON_RENDERING_MODE_${stack}_${rendering})
    get_property(image GLOBAL PROPERTY _CAISSON_RENDERING_IMAGE_${stack}_${rendering})
    get_property(roots GLOBAL PROPERTY _CAISSON_RENDERING_SERVICES_${stack}_${rendering})
    get_property(offered GLOBAL PROPERTY _CAISSON_RENDERING_PROFILES_${stack}_${rendering})
    if(NOT "${mode}" STREQUAL "")
      if(NOT mode IN_LIST modes)
        _caisson_did_you_mean(remedy "${mode}" "modes" ${modes})
        _caisson_rendering_mistake("`MODE`: unknown mode `${mode}`" "${remedy}")
      endif()
    elseif("${roots}" STREQUAL "" AND "${default}" STREQUAL "")
      _caisson_rendering_mistake("no mode is `DEFAULT`, and neither `MODE` nor `SERVICES` is given"
        "Say what the file is to hold.")
    endif()
    foreach(service IN LISTS roots)
      if(NOT service IN_LIST services)
        _caisson_did_you_mean(remedy "${service}" "services" ${services})
        _caisson_rendering_mistake("`SERVICES`: unknown service `${service}`" "${remedy}")
      endif()
    endforeach()
    if(NOT "${image}" STREQUAL "" AND NOT image IN_LIST images)
      _caisson_did_you_mean(remedy "${image}" "images" ${images})
      _caisson_rendering_mistake("`IMAGE`: unknown image `${image}`" "${remedy}")
    endif()
    foreach(profile IN LISTS offered)
      if(NOT profile IN_LIST profiles)
        _caisson_did_you_mean(remedy "${profile}" "profiles" ${profiles})
        _caisson_rendering_mistake("`PROFILES`: no service has the profile `${profile}`" "${remedy}")
      endif()
    endforeach()
  endforeach()
endfunction()

# Internal use. Notes a mistake in the declaration of `rendering`.
function(_caisson_rendering_mistake what remedy)
  _caisson_mistake("${file}" caisson_add_rendering "${rendering}" "${what}" "${remedy}")
endfunction()
