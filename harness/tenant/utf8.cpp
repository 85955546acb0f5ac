#include "tenant/utf8.hpp"

namespace caisson::tenant {
namespace {

bool is_between(char byte, unsigned low, unsigned high) {
  const unsigned value = static_cast<unsigned char>(byte);
  return value >= low && value <= high;
}

/// RFC 3629, section 4: what the second byte may be depends on the first.
bool second_fits(char first, char second) {
  switch (static_cast<unsigned char>(first)) {
    case 0xE0:
      return is_between(second, 0xA0, 0xBF);
    case 0xED:
      return is_between(second, 0x80, 0x9F);
    case 0xF0:
      return is_between(second, 0x90, 0xBF);
    case 0xF4:
      return is_between(second, 0x80, 0x8F);
    default:
      return is_between(second, 0x80, 0xBF);
  }
}

std::size_t length_by(char first) {
  if (is_between(first, 0x00, 0x7F)) return 1;
  if (is_between(first, 0xC2, 0xDF)) return 2;
  if (is_between(first, 0xE0, 0xEF)) return 3;
  if (is_between(first, 0xF0, 0xF4)) return 4;
  return 0;
}

char continuation(std::uint32_t bits) {
  return static_cast<char>(0x80U | (bits & 0x3FU));
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const std::size_t length = length_by(text[0]);
  if (length > text.size()) return 0;
  if (length > 1 && !second_fits(text[0], text[1])) return 0;
  for (std::size_t at = 2; at < length; ++at) {
    if (!is_between(text[at], 0x80, 0xBF)) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& to, std::uint32_t code_point) {
  if (code_point < 0x80) {
    to += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    to += static_cast<char>(0xC0U | (code_point >> 6U));
    to += continuation(code_point);
  } else if (code_point < 0x10000) {
    to += static_cast<char>(0xE0U | (code_point >> 12U));
    to += continuation(code_point >> 6U);
    to += continuation(code_point);
  } else {
    to += static_cast<char>(0xF0U | (code_point >> 18U));
    to += continuation(code_point >> 12U);
    to += continuation(code_point >> 6U);
    to += continuation(code_point);
  }
}

}  // namespace caisson::tenant
