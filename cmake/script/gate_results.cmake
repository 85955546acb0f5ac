# SPDX-License-Identifier: Apache-2.0

# Shared by the scripts that run as tests and verdicts of gates.
# <FOLDER>/<phase>.<name>.json is the last result of a gate:
#
#   {"name":…,"phase":1,"task":"1.4","result":"running|passed|failed|skipped",
#    "seconds":1.5,"when":<microseconds since 1970>,"output":"first lines, unless passed"}

# Neither a build for reproduction nor a test of one changes what time it is.
unset(ENV{SOURCE_DATE_EPOCH})

# Sets <out> to the time in microseconds since 1970.
function(now out)
  string(TIMESTAMP time "%s%f" UTC)
  set(${out} ${time} PARENT_SCOPE)
endfunction()

# Sets <out> to <text> as a JSON string.
function(json_string out text)
  string(ASCII 1 first)
  string(ASCII 31 last)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n" text "${text}")
  string(REGEX REPLACE "[${first}-${last}]" " " text "${text}")
  set(${out} "\"${text}\"" PARENT_SCOPE)
endfunction()

# Sets <out> to a name for this run of ctest: the process number of the ctest
# above this process. Two of them in one build tree do not meet then. A launcher
# may stand between; where there is no /proc, all runs have one name.
function(this_run out)
  set(process self)
  set(parent 0)
  foreach(ignored RANGE 20)
    if(NOT EXISTS /proc/${process}/stat)
      break()
    endif()
    file(READ /proc/${process}/stat stat)
    if(NOT stat MATCHES "^([0-9]+) \\((.*)\\) [A-Z] ([0-9]+) ")
      break()
    elseif(CMAKE_MATCH_2 STREQUAL "ctest")
      set(${out} ${CMAKE_MATCH_1} PARENT_SCOPE)
      return()
    elseif(process STREQUAL "self")
      set(parent ${CMAKE_MATCH_3})
    endif()
    set(process ${CMAKE_MATCH_3})
  endforeach()
  set(${out} ${parent} PARENT_SCOPE)
endfunction()

# Writes <text> to <path>, which is never seen half written.
function(write_whole path text)
  string(RANDOM LENGTH 12 suffix)
  file(WRITE "${path}.${suffix}" "${text}")
  file(RENAME "${path}.${suffix}" "${path}")
endfunction()

# Sets `result`, `when`, `seconds` and `output` of gate <name> of <phase>:
# `result` is empty when it has never run, or not since <since>, and `pending`
# when it is not built yet.
function(read_result phase name pending since)
  set(result "")
  set(when 0)
  set(seconds 0)
  set(output "")
  set(file "${FOLDER}/${phase}.${name}.json")
  if(pending)
    set(result pending)
  elseif(EXISTS "${file}")
    file(READ "${file}" text)
    string(JSON when GET "${text}" when)
    if(when GREATER_EQUAL since)
      string(JSON result GET "${text}" result)
      string(JSON seconds GET "${text}" seconds)
      string(JSON output GET "${text}" output)
    endif()
  endif()
  return(PROPAGATE result when seconds output)
endfunction()
