# What Caisson::gtest is made of, relative to this folder; consumers compile it with their own
# toolchain. Needs C++17, GoogleTest 1.10 or later, and the folder harness/include.
set(CAISSON_GTEST_SOURCES
  ancestor.cpp
  answer.cpp
  connection.cpp
  default_declaration.cpp
  json.cpp
  json_reader.cpp
  service.cpp
  service_test.cpp
  session.cpp
  setting.cpp
  start_supervisor.cpp
  utf8.cpp
  verdict.cpp)
