# Without an installed command it is built on first use, in a build of its own:
# the project's flags do not reach it, and it is built again when its sources
# change and only then. The package is real, the command a stand-in that
# compiles in a moment.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/consumer.cmake)

require_cmake(cmake)
if(NOT cmake)
  return()
endif()
file(REMOVE_RECURSE ${BUILD})
set(package ${BUILD}/package)
foreach(part IN ITEMS CMakeLists.txt LICENSE cmake docs/schema services infrastructure/images)
  cmake_path(GET part PARENT_PATH parent)
  file(COPY ${ROOT}/${part} DESTINATION ${package}/${parent})
endforeach()
file(WRITE ${package}/harness/CMakeLists.txt [[
add_executable(caisson src/main.cpp)
add_executable(caisson-run src/main.cpp)
add_executable(caisson-image-worker src/main.cpp)
add_executable(caisson-nest src/main.cpp)
add_dependencies(caisson caisson-run caisson-image-worker caisson-nest)
add_executable(Caisson::cli ALIAS caisson)
]])
file(WRITE ${package}/harness/src/main.cpp [[
#include <cstdio>
#include <cstring>
int main(int argc, char** argv) {
#ifdef PROJECT_FLAG
  std::puts("built with the project's flags");
#endif
#ifndef NDEBUG
  std::puts("built without optimisation");
#endif
  if (argc > 1 && std::strcmp(argv[1], "import") == 0) {
    std::puts("{\"declarations\":\"set_property(GLOBAL PROPERTY imported TRUE)\",\"places\":{},\"files\":[],\"findings\":[]}");
    return 0;
  }
  for (int i = 3; i < argc; ++i) std::printf("<%s>", argv[i]);
  std::puts(" first");
}
]])

set(ENV{CXXFLAGS} -DPROJECT_FLAG)
set(build ${BUILD}/build)
run(${cmake} -S ${ROOT}/ctest/consume/project -B ${build} -G Ninja -D ROUTE=add_subdirectory -D PACKAGE=${package}
  -D CMAKE_BUILD_TYPE=Debug)
if(EXISTS ${build}/_caisson)
  message(FATAL_ERROR "configuring built something")
endif()
run(${cmake} --build ${build} --target start-api)
if(NOT output MATCHES "<up><api> first\n" OR output MATCHES "built with")
  message(FATAL_ERROR "first use: ${output}")
endif()
file(TIMESTAMP ${build}/_caisson/cli/bin/caisson before "%s")
run(${cmake} --build ${build} --target start-db)
if(NOT output MATCHES "<up><db> first\n" OR output MATCHES "Building")
  message(FATAL_ERROR "second use: ${output}")
endif()

file(READ ${package}/harness/src/main.cpp text)
string(REPLACE " first" " second" text "${text}")
file(WRITE ${package}/harness/src/main.cpp "${text}")
run(${cmake} --build ${build} --target status)
if(NOT output MATCHES "<status> second\n")
  message(FATAL_ERROR "after a change: ${output}")
endif()

# The project has a test: building all of it makes the command that `ctest` runs.
file(REMOVE_RECURSE ${build})
run(${cmake} -S ${ROOT}/ctest/consume/project -B ${build} -G Ninja -D ROUTE=add_subdirectory -D PACKAGE=${package})
run(${cmake} --build ${build})
cmake_path(REPLACE_FILENAME cmake ctest OUTPUT_VARIABLE ctest)
run(${ctest} --test-dir ${build} -R orders)

# A compose file is read while configuring: the command is built by then.
file(WRITE ${BUILD}/importing/compose.yaml "services: {}\n")
file(WRITE ${BUILD}/importing/CMakeLists.txt [[
cmake_minimum_required(VERSION 3.25)
project(importing LANGUAGES NONE)
add_subdirectory(${PACKAGE} caisson)
caisson_add_stack(shop)
caisson_import_compose(FILE compose.yaml)
get_property(imported GLOBAL PROPERTY imported)
if(NOT imported)
  message(FATAL_ERROR "nothing was imported")
endif()
]])
run(${cmake} -S ${BUILD}/importing -B ${BUILD}/importing/build -G Ninja -D PACKAGE=${package})
if(NOT output MATCHES "Building the caisson command")
  message(FATAL_ERROR "while configuring: ${output}")
endif()
# Targets find it built: nothing is compiled twice.
run(${cmake} --build ${BUILD}/importing/build --target status)
if(NOT output MATCHES "ninja: no work to do.*<status> second\n")
  message(FATAL_ERROR "after configuring: ${output}")
endif()
