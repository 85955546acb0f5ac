#include "cli/exit_code.hpp"

namespace caisson::cli {

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::manifest:
      return k_usage;
    case ErrorKind::engine_unreachable:
    case ErrorKind::protocol:
      return k_engine_unreachable;
    case ErrorKind::timed_out:
      return k_timed_out;
    case ErrorKind::interrupted:
      return k_interrupted;
    case ErrorKind::not_found:
    case ErrorKind::conflict:
    case ErrorKind::image:
    case ErrorKind::service_failed:
    case ErrorKind::io:
      break;
  }
  return k_service_failed;
}

}  // namespace caisson::cli
