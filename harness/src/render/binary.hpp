#pragma once

#include <string>
#include <string_view>

namespace caisson::render {

/// Whether the bytes are text of UTF-8 (RFC 3629) without a null character.
bool is_utf8_text(std::string_view bytes);

/// RFC 4648 §4.
std::string base64(std::string_view bytes);

}  // namespace caisson::render
