#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace caisson::report {
namespace {

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Length of the UTF-8 sequence at the front, 0 when it is broken (RFC 3629, without its finer
/// points: overlong forms are passed on, every terminal copes with them).
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  std::size_t length = 0;
  if (lead < 0x80) {
    length = 1;
  } else if (lead >= 0xC2 && lead < 0xE0) {
    length = 2;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    length = 3;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    length = 4;
  }
  if (length == 0 || text.size() < length) return 0;
  const auto tail = text.substr(1, length - 1);
  return std::all_of(tail.begin(), tail.end(), is_continuation) ? length : 0;
}

/// Length of the escape sequence at the front (ECMA-48: CSI, OSC, or two characters).
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    const auto end = std::find_if(text.begin() + 2, text.end(),
                                  [](char byte) { return byte >= 0x40 && byte <= 0x7E; });
    return static_cast<std::size_t>(end - text.begin()) + (end == text.end() ? 0U : 1U);
  }
  if (text[1] == ']') {
    const auto bell = text.find('\a');
    const auto terminator = text.find("\x1b\\", 2);
    if (bell == std::string_view::npos && terminator == std::string_view::npos) return text.size();
    return bell < terminator ? bell + 1 : terminator + 2;
  }
  return 2;
}

std::string_view sequence_of(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "\x1b[32m";
    case Tone::bad:
      return "\x1b[31m";
    case Tone::warn:
      return "\x1b[33m";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::plain:
      break;
  }
  return {};
}

}  // namespace

std::string paint(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", sequence_of(tone), text);
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = 1;
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == 0x1B) {
      taken = escape_length(text);
    } else if (byte == '\t') {
      shown += "    ";
    } else if (byte < 0x20 || byte == 0x7F) {
      // Dropped: a carriage return or bell would damage the report.
    } else if (const std::size_t length = sequence_length(text); length > 0) {
      shown += text.substr(0, length);
      taken = length;
    } else {
      shown += "\xEF\xBF\xBD";
    }
    text.remove_prefix(taken);
  }
  return shown;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

std::string fit(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t end = 0;
  for (std::size_t column = 0; end < text.size(); ++end) {
    if (!is_continuation(text[end]) && column++ == width - 1) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

}  // namespace caisson::report
