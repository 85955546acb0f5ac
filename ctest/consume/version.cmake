# A minor version before 1.0 may break what another one had.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/ctest/support/consumer.cmake)

require_cmake(cmake)
if(NOT cmake)
  return()
endif()
file(REMOVE_RECURSE ${BUILD})
run(${cmake} --install ${PACKAGE_BUILD} --prefix ${BUILD}/prefix --component Development)
foreach(case IN ITEMS "0.1 TRUE" "0.1.0 TRUE" "0.0 FALSE" "0.2 FALSE" "1.0 FALSE")
  string(REPLACE " " ";" case "${case}")
  list(GET case 0 wanted)
  list(GET case 1 expected)
  file(WRITE ${BUILD}/source/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\n"
    "find_package(Caisson ${wanted} CONFIG QUIET)\nfile(WRITE \${CMAKE_BINARY_DIR}/found \"\${Caisson_FOUND}\")\n")
  run(${cmake} -S ${BUILD}/source -B ${BUILD}/${wanted} -G Ninja -D CMAKE_PREFIX_PATH=${BUILD}/prefix)
  file(READ ${BUILD}/${wanted}/found found)
  if(found)
    set(found TRUE)
  else()
    set(found FALSE)
  endif()
  if(NOT found STREQUAL expected)
    message(SEND_ERROR "find_package(Caisson ${wanted}): `${found}`, expected `${expected}`")
  endif()
endforeach()

# Without the command's component, asking for it fails in find_package.
file(WRITE ${BUILD}/source/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\n"
  "find_package(Caisson CONFIG QUIET COMPONENTS CLI)\nif(Caisson_FOUND)\n  message(FATAL_ERROR found)\nendif()\n")
run(${cmake} -S ${BUILD}/source -B ${BUILD}/component -G Ninja -D CMAKE_PREFIX_PATH=${BUILD}/prefix)
