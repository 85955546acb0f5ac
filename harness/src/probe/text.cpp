#include "probe/text.hpp"

#include <algorithm>

namespace caisson::probe {
namespace {

/// Length of the UTF-8 sequence that begins `text`, 0 when there is none (RFC 3629, without its
/// finer rules on overlong forms).
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  std::size_t length = 0;
  if (lead >= 0x20 && lead < 0x7f) length = 1;
  if (lead >= 0xc2 && lead < 0xe0) length = 2;
  if (lead >= 0xe0 && lead < 0xf0) length = 3;
  if (lead >= 0xf0 && lead < 0xf5) length = 4;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) return 0;
  return length;
}

}  // namespace

std::string first_line(std::string_view text, std::size_t limit) {
  text = text.substr(0, text.find_first_of("\r\n"));
  std::string line;
  while (!text.empty()) {
    const auto length = sequence_length(text);
    if (line.size() + std::max<std::size_t>(length, 1) > limit) return line + "…";
    if (length == 0) {
      line += text.front() == '\t' ? ' ' : '?';
      text.remove_prefix(1);
    } else {
      line += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return line;
}

}  // namespace caisson::probe
