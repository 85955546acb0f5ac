# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Notes mistakes among `images` of `stack`: unknown BASES, and images built on
# themselves.
function(_caisson_check_bases)
  set(edges 0)
  foreach(image IN LISTS images)
    get_property(bases GLOBAL PROPERTY _CAISSON_IMAGE_BASES_${stack}_${image})
    set(after_${image} "")
    foreach(base IN LISTS bases)
      math(EXPR edges "${edges} + 1")
      if(base IN_LIST images)
        list(APPEND after_${image} ${base})
      else()
        get_property(file GLOBAL PROPERTY _CAISSON_IMAGE_FILE_${stack}_${image})
        set(others ${images})
        list(REMOVE_ITEM others ${image})
        _caisson_did_you_mean(remedy "${base}" "images" ${others})
        _caisson_mistake("${file}" caisson_add_image ${image} "`BASES`: unknown image `${base}`" "${remedy}")
      endif()
    endforeach()
  endforeach()
  if(edges EQUAL 0)
    return()
  endif()
  _caisson_find_cycles(cycles ${images})
  foreach(cycle IN LISTS cycles)
    string(REGEX REPLACE " .*" "" image "${cycle}")
    get_property(file GLOBAL PROPERTY _CAISSON_IMAGE_FILE_${stack}_${image})
    _caisson_mistake("${file}" caisson_add_image ${image} "images are built on each other: `${cycle}`" "Take one of these `BASES` out.")
  endforeach()
endfunction()
