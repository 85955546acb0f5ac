#include "cli/causes.hpp"

namespace caisson::cli {

std::vector<report::Cause> causes_of(const std::vector<run::Failure>& failures) {
  std::vector<report::Cause> causes;
  for (const run::Failure& failure : failures) {
    causes.push_back({failure.service, failure.declared_at, failure.awaited, failure.error,
                      failure.exit_code, failure.oom_killed, failure.log_tail, failure.held_back});
  }
  return causes;
}

}  // namespace caisson::cli
