#pragma once

#include <string_view>

namespace caisson {

/// Whether `path` is `folder` or lies below it; both absolute and without `.` and `..`.
bool lies_in(std::string_view path, std::string_view folder);

}  // namespace caisson
