#pragma once

#include <string>
#include <string_view>

namespace caisson::import {

// Paths as texts: what lies on the disk is the caller's business.

/// `path`, from `directory` where it is relative, without `.`, `..` and doubled slashes.
std::string resolve(std::string_view directory, std::string_view path);

/// The folder a path lies in; `.` for a name alone.
std::string folder_of(std::string_view path);

/// The last part of a path.
std::string name_of(std::string_view path);

/// Both absolute: `path` as seen from `base`. One that would begin with more than one `..` stays
/// absolute, because it has nothing to do with the project any more.
std::string relative_to(std::string_view base, std::string_view path);

}  // namespace caisson::import
