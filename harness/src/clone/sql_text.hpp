#pragma once

#include <string>
#include <string_view>

namespace caisson::clone {

/// A quoted identifier: any name, in any case, as it is. A zero byte, which no name in Postgres can
/// hold, is left out. The server cuts what is longer than 63 bytes.
std::string quoted_identifier(std::string_view name);

/// A quoted literal that means the same whatever `standard_conforming_strings` says.
std::string quoted_literal(std::string_view text);

}  // namespace caisson::clone
