# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to the bytes of an amount of memory such as `512M` or `2G`
# (powers of 1024).
function(_caisson_parse_bytes out keyword value)
  if(NOT value MATCHES "^([1-9][0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?)(K|M|G)$")
    _caisson_fail("`${keyword}`: `${value}` is not an amount of memory"
      "Give a whole number and a unit: `65536K`, `512M` or `2G`.")
  endif()
  set(scale_K 1024)
  set(scale_M 1048576)
  set(scale_G 1073741824)
  math(EXPR result "${CMAKE_MATCH_1} * ${scale_${CMAKE_MATCH_2}}")
  set(${out} ${result} PARENT_SCOPE)
endfunction()
