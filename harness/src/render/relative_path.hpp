#pragma once

#include <string>
#include <string_view>

namespace caisson::render {

/// `path` as seen from `folder`, both absolute and without `.` and `..`: `./data`, `../../data`.
std::string relative_path(std::string_view path, std::string_view folder);

/// The folder that `path` lies in; empty: the top.
std::string folder_of(std::string_view path);

}  // namespace caisson::render
