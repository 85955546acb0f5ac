#pragma once

#include <string>
#include <string_view>

namespace caisson::probe {

/// The first line of what a peer said, fit for a one-line reason: at most `limit` bytes, cut
/// between characters, whatever is not printable UTF-8 replaced by `?`.
std::string first_line(std::string_view text, std::size_t limit = 120);

}  // namespace caisson::probe
