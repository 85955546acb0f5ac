#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "plan/environment.hpp"

namespace caisson::import {

struct Interpolated {
  std::string text;  ///< with the values of the variables
  /// As a value of ENV, which is expanded once more when the service starts: `${NAME}` where the
  /// text has the value of a variable, `$$` where it has a dollar sign.
  std::string deferred;
  std::vector<std::string> variables;  ///< whose values the text has
  std::vector<std::string> unset;      ///< that became nothing because they are not set
};

/// Puts variables into a text as the Compose Specification says: `$NAME`, `${NAME}`, with a default
/// (`:-`, `-`), an error (`:?`, `?`) or a replacement (`:+`, `+`), each of which may hold variables
/// again; `$$` is a dollar sign. ErrorKind::manifest; the place is left to the caller.
Result<Interpolated> interpolate(std::string_view text, const plan::Lookup& variables);

}  // namespace caisson::import
