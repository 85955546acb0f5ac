#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace caisson::tenant {

/// Length in bytes of the well-formed sequence `text` starts with (RFC 3629), 0 if it is none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

/// `code_point` is a Unicode scalar value.
void append_utf8(std::string& to, std::uint32_t code_point);

}  // namespace caisson::tenant
