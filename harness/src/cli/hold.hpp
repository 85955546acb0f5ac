#pragma once

#include <string>

#include "base/lock.hpp"

namespace caisson::cli {

/// Holds `file` in the state of the instance for the command `verb`; ErrorKind::conflict says that
/// `whom` is held, and by which command.
Result<Lock> hold(const std::string& instance, const std::string& file, const std::string& whom,
                  const std::string& verb);

}  // namespace caisson::cli
