#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::docker {

/// A file or link as GET /containers/<id>/archive tells it.
struct Archived {
  enum class Kind { file, link, other };
  Kind kind = Kind::other;
  std::string link;  ///< where a link leads, as it stands there
  std::string content;
};

/// The first entry of a tar archive: ustar, with the pax records `size` and `linkpath` (pax(1),
/// POSIX.1-2017). ErrorKind::protocol for what is no archive or is cut short.
Result<Archived> first_entry(std::string_view tar);

/// What a link at `path` leads to, without `.` and `..`; `..` ends at the root.
std::string link_target(const std::string& path, const std::string& link);

}  // namespace caisson::engine::docker
