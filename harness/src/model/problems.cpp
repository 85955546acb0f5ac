#include "model/problems.hpp"

#include <fmt/format.h>

namespace caisson::model {

Error to_error(const Problems& problems, const std::string& origin) {
  if (problems.size() == 1) return problems.front();
  std::string message = fmt::format("{} mistakes:", problems.size());
  for (const Error& problem : problems) {
    message += fmt::format("\n- {}: {}", problem.place, problem.message);
    if (!problem.remedy.empty()) message += fmt::format(" ({})", problem.remedy);
  }
  return Error{ErrorKind::manifest, message, origin};
}

}  // namespace caisson::model
