#pragma once

#include <string>
#include <vector>

#include "model/event.hpp"
#include "model/stack.hpp"

namespace caisson::report {

/// What the next `up` would do with a service, and why: one reason a line.
struct Explanation {
  enum class Action { start, recreate, leave, nothing };
  struct Need {
    std::string service;
    model::Condition condition = model::Condition::healthy;
    model::ServiceState state = model::ServiceState::absent;
    bool holds = false;
  };

  std::string service;
  std::string declared_at;
  model::ServiceState state = model::ServiceState::absent;
  Action action = Action::nothing;
  std::vector<std::string> reasons;
  std::vector<Need> needs;
  std::vector<Need> wants;  ///< connected when present, never waited for; `condition` is unused
  std::vector<std::string> needed_by;
  std::string readiness;  ///< how readiness is observed, in words
};

/// A health check in words: "HTTP GET /ready on port 8080 answers 2xx, within 60.0 s".
std::string check_text(const model::HealthCheck& check);

std::string explain_text(const Explanation& explanation, bool colour);
std::string explain_json(const Explanation& explanation);

}  // namespace caisson::report
