# What Caisson::gtest is made of, relative to this folder; consumers compile it with their own
# toolchain. Needs C++17, GoogleTest 1.10 or later, the folder above this one for its includes, and
# the folder harness/include.
include(${CMAKE_CURRENT_LIST_DIR}/../tenant/sources.cmake)
list(TRANSFORM CAISSON_TENANT_SOURCES PREPEND ../tenant/ OUTPUT_VARIABLE CAISSON_GTEST_SOURCES)
list(APPEND CAISSON_GTEST_SOURCES
  declared_setting.cpp
  default_declaration.cpp
  leased.cpp
  service.cpp
  service_test.cpp
  session.cpp
  verdict.cpp)
