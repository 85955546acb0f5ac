#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/context.hpp"

namespace caisson::cli {

/// Holds still, as long as it lives, the running services of the instance that depend on others,
/// directly or by what they depend on. They find their connections closed afterwards, as after a
/// restart of the server.
class Pause {
 public:
  static Result<std::unique_ptr<Pause>> dependants_of(Context& context,
                                                      const std::set<std::string>& services);
  ~Pause();
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;

 private:
  explicit Pause(Context& context) : m_context(context) {}
  Context& m_context;
  std::vector<std::string> m_containers;
};

}  // namespace caisson::cli
