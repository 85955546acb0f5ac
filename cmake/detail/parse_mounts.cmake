# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to <path>, the inside of a JSON string, made absolute against the
# declaring directory.
function(_caisson_absolute_path out path)
  if(NOT path MATCHES "^/")
    _caisson_json_body(base "${CMAKE_CURRENT_SOURCE_DIR}")
    set(path "${base}/${path}")
  endif()
  if(NOT path MATCHES "\\\\")
    cmake_path(NORMAL_PATH path)
  endif()
  set(${out} "${path}" PARENT_SCOPE)
endfunction()

# Internal use. Checks ENV_FILE, VOLUMES and TMPFS of a service and makes
# their host paths absolute.
function(_caisson_parse_mounts)
  set(files "")
  foreach(item IN LISTS caisson_ENV_FILE)
    _caisson_absolute_path(path "${item}")
    list(APPEND files "${path}")
  endforeach()

  set(volumes "")
  set(targets "")
  foreach(item IN LISTS caisson_VOLUMES)
    if(NOT item MATCHES "^([^:]+):(/[^:]*)(:ro)?$")
      _caisson_fail("`VOLUMES`: `${item}` is not a volume"
        "Write `source:/target` or `source:/target:ro`; the source is a path or a name.")
    endif()
    set(source "${CMAKE_MATCH_1}")
    set(target "${CMAKE_MATCH_2}")
    set(mode "${CMAKE_MATCH_3}")
    if(source MATCHES "^\\.|/")
      _caisson_absolute_path(source "${source}")
    elseif(NOT source MATCHES "^[A-Za-z0-9][-A-Za-z0-9_.]*$")
      _caisson_fail("`VOLUMES`: `${source}` cannot name a volume"
        "Use letters, digits, `-`, `_` and `.`; a path contains `/`.")
    endif()
    if(target IN_LIST targets)
      _caisson_fail("`VOLUMES`: `${target}` is mounted twice" "Keep one of them.")
    endif()
    list(APPEND targets "${target}")
    list(APPEND volumes "${source}:${target}${mode}")
  endforeach()

  foreach(item IN LISTS caisson_TMPFS)
    if(NOT item MATCHES "^/")
      _caisson_fail("`TMPFS`: `${item}` is not an absolute path" "Give the path inside the container, like `/tmp`.")
    endif()
  endforeach()
  set(caisson_ENV_FILE "${files}" PARENT_SCOPE)
  set(caisson_VOLUMES "${volumes}" PARENT_SCOPE)
endfunction()
