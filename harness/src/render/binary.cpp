#include "render/binary.hpp"

#include <array>
#include <cstdint>

namespace caisson::render {
namespace {

/// A form of RFC 3629 §4: the first byte, and the second where that is narrower than the others.
struct Form {
  unsigned char first_least, first_most;
  unsigned char second_least, second_most;
  std::size_t length;
};
constexpr std::array<Form, 9> k_forms{{{0x01, 0x7F, 0x80, 0xBF, 1},
                                       {0xC2, 0xDF, 0x80, 0xBF, 2},
                                       {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                       {0xE1, 0xEC, 0x80, 0xBF, 3},
                                       {0xED, 0xED, 0x80, 0x9F, 3},
                                       {0xEE, 0xEF, 0x80, 0xBF, 3},
                                       {0xF0, 0xF0, 0x90, 0xBF, 4},
                                       {0xF1, 0xF3, 0x80, 0xBF, 4},
                                       {0xF4, 0xF4, 0x80, 0x8F, 4}}};

/// The length of the character that begins the bytes; 0: there is none.
std::size_t character_length(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  for (const Form& form : k_forms) {
    if (byte(0) < form.first_least || byte(0) > form.first_most) continue;
    if (bytes.size() < form.length) return 0;
    for (std::size_t at = 1; at < form.length; ++at) {
      const unsigned char least = at == 1 ? form.second_least : 0x80;
      const unsigned char most = at == 1 ? form.second_most : 0xBF;
      if (byte(at) < least || byte(at) > most) return 0;
    }
    return form.length;
  }
  return 0;
}

}  // namespace

bool is_utf8_text(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view k_digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= group.size() ? k_digits[bits >> (18 - 6 * i) & 0x3FU] : '=';
  }
  return text;
}

}  // namespace caisson::render
