#pragma once

#include <string>

#include "base/lock.hpp"
#include "cli/context.hpp"
#include "cli/supervision.hpp"

namespace caisson::cli {

/// The instance for one who replaces its data: no other command changes it or saves it meanwhile,
/// and its supervisor touches nothing.
class HeldData {
 public:
  static Result<HeldData> make(Context& context, const std::string& verb);

 private:
  HeldData(Lock instance, Lock data, QuietSupervisor quiet)
      : m_instance(std::move(instance)), m_data(std::move(data)), m_quiet(std::move(quiet)) {}

  Lock m_instance;
  Lock m_data;
  QuietSupervisor m_quiet;
};

}  // namespace caisson::cli
