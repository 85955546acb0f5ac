#pragma once

#include <sys/stat.h>

#include <functional>
#include <string>

#include "base/error.hpp"

namespace caisson::engine::embedded::store {

/// Something below the folder that is walked.
struct Found {
  std::string path;  ///< relative
  std::string name;
  int folder = -1;  ///< that it lies in, open for the call
  struct stat status {};

  /// Where a link leads, as it stands there.
  Result<std::string> link_target() const;
};

/// Calls `visit` for all that is below a folder, in the order of bytes, a folder before what is in
/// it. No link is followed. Ends with the first error.
Result<void> walk(int folder, const std::function<Result<void>(const Found&)>& visit);

}  // namespace caisson::engine::embedded::store
