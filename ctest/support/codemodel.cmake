# SPDX-License-Identifier: Apache-2.0

# Reads what CMake told an IDE about a build tree: the reply of the file API,
# codemodel version 2. Sets <out> to the names of all targets, and
# `folder_of_<name>` to the folder of each.
function(read_codemodel build out)
  file(GLOB index ${build}/.cmake/api/v1/reply/codemodel-v2-*.json)
  file(READ "${index}" model)
  string(JSON count LENGTH "${model}" configurations 0 targets)
  math(EXPR last "${count} - 1")
  set(names "")
  foreach(i RANGE ${last})
    string(JSON file GET "${model}" configurations 0 targets ${i} jsonFile)
    file(READ ${build}/.cmake/api/v1/reply/${file} target)
    string(JSON name GET "${target}" name)
    string(JSON folder ERROR_VARIABLE ignored GET "${target}" folder name)
    list(APPEND names ${name})
    set(folder_of_${name} "${folder}" PARENT_SCOPE)
  endforeach()
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# Appends to the variable <report> each of the <expected> targets that is not there, or not
# in <folder>.
function(expect_targets targets expected folder report)
  foreach(name IN LISTS expected)
    if(NOT name IN_LIST targets)
      string(APPEND ${report} "there is no target `${name}`\n")
    elseif(NOT folder_of_${name} STREQUAL folder)
      string(APPEND ${report} "target `${name}` is in folder `${folder_of_${name}}`\n")
    endif()
  endforeach()
  set(${report} "${${report}}" PARENT_SCOPE)
endfunction()
