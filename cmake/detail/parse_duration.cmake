# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to the milliseconds of a duration such as `500ms`, `30s`, `2m` or `24h`.
function(_caisson_parse_duration out keyword value)
  if(NOT value MATCHES "^(0|[1-9][0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?[0-9]?)(ms|s|m|h)$")
    _caisson_fail("`${keyword}`: `${value}` is not a duration"
      "Give a whole number and a unit: `500ms`, `30s` or `2m`.")
  endif()
  set(scale_ms 1)
  set(scale_s 1000)
  set(scale_m 60000)
  set(scale_h 3600000)
  math(EXPR result "${CMAKE_MATCH_1} * ${scale_${CMAKE_MATCH_2}}")
  if(result EQUAL 0)
    _caisson_fail("`${keyword}`: `${value}` is no time at all" "Give more than zero.")
  endif()
  set(${out} ${result} PARENT_SCOPE)
endfunction()
