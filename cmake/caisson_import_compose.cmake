# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_import_compose
----------------------

.. versionadded:: 0.1

.. command:: caisson_import_compose

  Declare the services of a compose file::

    caisson_import_compose(FILE <file>... [PROFILES <profile>...])

  Each time the project is configured, the file is read anew and its images,
  services and modes are added to the stack; a change of it, or of a file it
  includes, has the project configured again. They can be used like any others:
  linked, leased by tests, depended on by services that are declared here.
  Messages name the line of the compose file.

  What has no equivalent is a warning that says what is lost, and
  ``docs/compose-import.md`` lists it key by key. To go on from there by hand,
  ``caisson import <file> --output CMakeLists.txt`` writes the same
  declarations once.

  This needs the ``caisson`` command while configuring. Where it is not
  installed it is built then, which takes minutes the first time.

  ``FILE``
    Compose files, relative to the current source directory; later ones are
    laid over earlier ones, as with ``docker compose -f``.

  ``PROFILES``
    Profiles that are on in the mode ``start-all`` starts.
#]=======================================================================]
function(caisson_import_compose)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.import_compose")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  string(PREPEND all ";")
  _caisson_parse_arguments()
  if("${caisson_FILE}" STREQUAL "")
    _caisson_fail("`FILE` is missing" "Name a compose file, like `FILE compose.yaml`.")
  endif()
  list(GET caisson_FILE 0 subject)
  _caisson_current_stack(stack)

  set(files "")
  foreach(file IN LISTS caisson_FILE)
    _caisson_json_text(file "${file}")
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    if(NOT EXISTS "${file}")
      _caisson_fail("there is no file `${file}`" "Name a compose file, relative to this directory.")
    endif()
    list(APPEND files "${file}")
  endforeach()
  set(profiles "")
  foreach(profile IN LISTS caisson_PROFILES)
    list(APPEND profiles --profile "${profile}")
  endforeach()

  _caisson_cli_now(program)
  execute_process(COMMAND "${program}" import ${files} --stack ${stack} ${profiles} --format json
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    RESULT_VARIABLE result OUTPUT_VARIABLE document ERROR_VARIABLE error)
  if(NOT result EQUAL 0)
    string(REGEX REPLACE "^error: " "" error "${error}")
    string(REGEX REPLACE "\n$" "" error "${error}")
    string(REPLACE "\n" "\n " error "${error}")
    message(FATAL_ERROR " ${error}")
  endif()
  _caisson_tell_findings("${document}")
  _caisson_include_import("${document}")
endfunction()

# Internal use. Says what has no equivalent: losses as one warning, notes as
# status.
function(_caisson_tell_findings document)
  string(JSON count LENGTH "${document}" findings)
  set(losses "")
  set(index 0)
  while(index LESS count)
    string(JSON kind GET "${document}" findings ${index} kind)
    string(JSON text GET "${document}" findings ${index} place)
    string(JSON address GET "${document}" findings ${index} address)
    string(JSON message GET "${document}" findings ${index} message)
    string(JSON remedy GET "${document}" findings ${index} remedy)
    string(APPEND text ": ${address}: ${message}")
    if(NOT remedy STREQUAL "")
      string(APPEND text "\n   ${remedy}")
    endif()
    if(kind STREQUAL "loss")
      string(APPEND losses " ${text}\n")
    else()
      message(STATUS "${text}")
    endif()
    math(EXPR index "${index} + 1")
  endwhile()
  if(NOT losses STREQUAL "")
    message(WARNING "${losses}")
  endif()
endfunction()

# Internal use. Includes the declarations of an import of `files`, and records
# where each comes from.
function(_caisson_include_import document)
  string(JSON text GET "${document}" declarations)
  list(GET files 0 first)
  string(SHA256 hash "${files}")
  string(SUBSTRING "${hash}" 0 8 hash)
  set(path "${CMAKE_CURRENT_BINARY_DIR}/caisson/import-${hash}.cmake")
  file(WRITE "${path}" "${text}")

  string(JSON count LENGTH "${document}" places)
  set(index 0)
  while(index LESS count)
    string(JSON call MEMBER "${document}" places ${index})
    string(JSON place GET "${document}" places "${call}")
    set_property(GLOBAL PROPERTY "_CAISSON_PLACE_${path}:${call}" "${place}")
    math(EXPR index "${index} + 1")
  endwhile()

  string(JSON count LENGTH "${document}" files)
  set(index 0)
  while(index LESS count)
    string(JSON file GET "${document}" files ${index})
    if(EXISTS "${file}")
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    endif()
    math(EXPR index "${index} + 1")
  endwhile()
  include("${path}")
endfunction()
