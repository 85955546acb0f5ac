#pragma once

namespace caisson::gtest {

/// What a test program needs, said by the build: `caisson_discover_gtest()` generates the source
/// that defines `declaration`. The environment variables CAISSON_MANIFEST, CAISSON_INSTANCE and
/// CAISSON_EXECUTABLE override the first three.
struct Declaration {
  const char* manifest;  ///< absolute path of the stack's manifest
  const char* instance;  ///< name of the instance, from which the supervisor's socket follows
  const char* command;   ///< path of the caisson executable, which starts a supervisor
  const char* services;  ///< separated by commas
  const char* isolate;   ///< services each test gets a clone of, separated by commas; or `STACK`
};

/// A program that defines none gets an empty one: its ServiceTests fail and say so.
extern const Declaration declaration;

}  // namespace caisson::gtest
