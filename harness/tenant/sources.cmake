# What every program needs that leases services, relative to this folder: C++17 and the C library.
set(CAISSON_TENANT_SOURCES
  ancestor.cpp
  answer.cpp
  connection.cpp
  json.cpp
  json_reader.cpp
  lease.cpp
  setting.cpp
  start_supervisor.cpp
  utf8.cpp)
