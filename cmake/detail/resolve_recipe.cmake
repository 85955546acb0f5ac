# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to the absolute folder of a RECIPE: one of the project's own,
# relative to the declaring directory, or `caisson:<name>` of the catalogue.
function(_caisson_resolve_recipe out recipe)
  if(recipe MATCHES "^caisson:(.*)$")
    _caisson_catalogue(folders)
    set(name "${CMAKE_MATCH_1}")
    set(names "")
    set(folder "")
    foreach(candidate IN LISTS folders)
      string(REGEX REPLACE "/image$" "" short "${candidate}")
      cmake_path(GET short FILENAME short)
      list(APPEND names "${short}")
      if(short STREQUAL name)
        set(folder "${candidate}")
      endif()
    endforeach()
    if(folder STREQUAL "")
      _caisson_did_you_mean(remedy "${name}" "recipes" ${names})
      _caisson_fail("`RECIPE`: the catalogue has no `${name}`" "${remedy}")
    endif()
  else()
    cmake_path(ABSOLUTE_PATH recipe BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE OUTPUT_VARIABLE folder)
    string(REGEX REPLACE "(.)/$" "\\1" folder "${folder}")
    if(NOT IS_DIRECTORY "${folder}")
      _caisson_fail("`RECIPE`: folder `${folder}` does not exist" "Create it with a `Dockerfile` or an executable `rootfs.sh`.")
    endif()
  endif()
  if(NOT EXISTS "${folder}/Dockerfile" AND NOT EXISTS "${folder}/rootfs.sh")
    _caisson_fail("`RECIPE`: folder `${folder}` holds no recipe" "Write a `Dockerfile` or an executable `rootfs.sh` in it.")
  endif()
  set(${out} "${folder}" PARENT_SCOPE)
endfunction()

# Internal use. Sets <out> to the folders of the catalogue's recipes: installed
# beside the package, or in the source tree it is used from.
function(_caisson_catalogue out)
  set(here "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  file(GLOB folders LIST_DIRECTORIES TRUE
       "${here}/../../../../share/caisson/recipes/*"
       "${here}/../../infrastructure/images/*"
       "${here}/../../services/*/image")
  set(found "")
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY "${folder}")
      cmake_path(NORMAL_PATH folder)
      list(APPEND found "${folder}")
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()
