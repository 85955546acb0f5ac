#pragma once

#include <string>
#include <utility>
#include <variant>

namespace caisson::tenant {

/// Why something could not be had, as a text for people.
struct Problem {
  enum class Kind {
    failed,              ///< the supervisor said no, or something of the system
    gone,                ///< the supervisor ended, or nobody listens
    foreign,             ///< the supervisor is of another version
    engine_unreachable,  ///< a reason to skip, not to fail, by policy
  };
  Kind kind = Kind::failed;
  std::string text;
  int exit_code = 1;  ///< of a command that ends for it
};

template <class Value>
using Result = std::variant<Value, Problem>;

}  // namespace caisson::tenant
