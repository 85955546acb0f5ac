#pragma once

#include "base/error.hpp"

namespace caisson::cli {

/// The exit codes scripts may rely on.
enum ExitCode : int {
  k_done = 0,
  k_service_failed = 1,
  k_usage = 2,
  k_engine_unreachable = 3,
  k_timed_out = 4,
  k_skipped = 77,
  k_interrupted = 130,
};

/// The exit code an error ends a command with.
ExitCode exit_code_of(ErrorKind kind);

}  // namespace caisson::cli
