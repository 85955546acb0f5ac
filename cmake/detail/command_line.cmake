# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Makes sure that there is `Caisson::cli`, the program all targets run: built
# in this tree, installed beside the package, named by CAISSON_EXECUTABLE, or
# else built on first use, in a build tree of its own below this one. There it
# meets neither the flags nor the sanitizers of the project, and the project
# none of its libraries. `Caisson::run`, which runs tests, stands beside it; where
# CAISSON_EXECUTABLE is alone, its verb `run` is as good, if slower.
function(_caisson_ensure_cli)
  if(TARGET Caisson::cli)
    return()
  endif()
  if(CAISSON_EXECUTABLE)
    set(program "${CAISSON_EXECUTABLE}")
  else()
    set(program "${CMAKE_BINARY_DIR}/_caisson/cli/bin/caisson")
  endif()
  cmake_path(REPLACE_FILENAME program caisson-run OUTPUT_VARIABLE launcher)
  if(CAISSON_EXECUTABLE AND NOT EXISTS "${launcher}")
    set(launcher "${program}")
  endif()
  add_executable(Caisson::cli IMPORTED GLOBAL)
  set_property(TARGET Caisson::cli PROPERTY IMPORTED_LOCATION "${program}")
  add_executable(Caisson::run IMPORTED GLOBAL)
  set_property(TARGET Caisson::run PROPERTY IMPORTED_LOCATION "${launcher}")
  if(NOT CAISSON_EXECUTABLE)
    _caisson_add_nested_build("${program}" "${launcher}")
    add_dependencies(Caisson::cli caisson-cli)
  endif()
endfunction()

# Internal use. Sets <out> to the program, which is there when this returns: where
# targets would build it on first use, it is built now.
function(_caisson_cli_now out)
  _caisson_ensure_cli()
  get_property(imported TARGET Caisson::cli PROPERTY IMPORTED)
  if(imported AND NOT TARGET caisson-cli)
    get_property(program TARGET Caisson::cli PROPERTY LOCATION)
    set(${out} "${program}" PARENT_SCOPE)
    return()
  endif()
  message(STATUS "Building the caisson command")
  _caisson_nested_build(folder configure build)
  foreach(step IN ITEMS configure build)
    execute_process(COMMAND ${${step}} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
      message(FATAL_ERROR " The caisson command cannot be built:\n${output}")
    endif()
  endforeach()
  set(${out} "${folder}/bin/caisson" PARENT_SCOPE)
endfunction()

# Internal use. Sets <folder> to the tree of the nested build, <configure> and
# <build> to the commands that make it.
function(_caisson_nested_build folder configure build)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH source)
  cmake_path(GET source PARENT_PATH source)
  if(NOT EXISTS "${source}/harness/CMakeLists.txt")
    message(FATAL_ERROR " The caisson command is not installed beside its CMake package.\n"
      "   Install its component `Runtime` too, or set CAISSON_EXECUTABLE to where it is.")
  endif()
  set(generator "")
  if(CMAKE_GENERATOR MATCHES "^Ninja")
    set(generator -G Ninja "-DCMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM}")
  endif()
  set(tree "${CMAKE_BINARY_DIR}/_caisson/cli")
  set(scrubbed ${CMAKE_COMMAND} -E env --unset=CFLAGS --unset=CXXFLAGS --unset=LDFLAGS --unset=MAKEFLAGS --unset=MAKELEVEL)
  set(${folder} "${tree}" PARENT_SCOPE)
  set(${configure} ${scrubbed} ${CMAKE_COMMAND} -S "${source}" -B "${tree}" ${generator}
    -DCMAKE_BUILD_TYPE=Release -DCAISSON_BUILD_TESTS=OFF -DCAISSON_DEVELOPMENT=OFF
    -DCAISSON_BUILD_STACK=OFF "-DCMAKE_RUNTIME_OUTPUT_DIRECTORY=${tree}/bin" PARENT_SCOPE)
  set(${build} ${scrubbed} ${CMAKE_COMMAND} --build "${tree}" --target caisson PARENT_SCOPE)
endfunction()

# Internal use. Makes target `caisson-cli`, which builds <program> and <launcher>.
function(_caisson_add_nested_build program launcher)
  _caisson_nested_build(folder configure build)
  cmake_path(GET CMAKE_CURRENT_FUNCTION_LIST_DIR PARENT_PATH source)
  cmake_path(GET source PARENT_PATH source)
  file(GLOB_RECURSE sources LIST_DIRECTORIES FALSE
    "${source}/harness/src/*.cpp" "${source}/harness/src/*.hpp" "${source}/harness/*CMakeLists.txt"
    "${source}/harness/launcher/*.[ch]pp" "${source}/harness/prober/*.[ch]pp" "${source}/harness/relay/*.[ch]pp" "${source}/harness/tenant/*.[ch]*")
  add_custom_command(OUTPUT "${program}" "${launcher}"
    COMMAND ${configure}
    COMMAND ${build}
    COMMAND ${CMAKE_COMMAND} -E touch "${program}" "${launcher}"
    DEPENDS ${sources}
    COMMENT "Building the caisson command, once" VERBATIM USES_TERMINAL)
  add_custom_target(caisson-cli DEPENDS "${program}")
  set_property(TARGET caisson-cli PROPERTY FOLDER caisson)
endfunction()
