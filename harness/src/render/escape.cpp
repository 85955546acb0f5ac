#include "render/escape.hpp"

#include <algorithm>

namespace caisson::render {
namespace {

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20U && c != '\t' && c != '\n' && c != '\r') {
          escaped += "\xEF\xBF\xBD";
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

std::string dot_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string mermaid_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        quoted += "#quot;";
        break;
      case '#':
        quoted += "#35;";
        break;
      case '<':
        quoted += "#lt;";
        break;
      case '>':
        quoted += "#gt;";
        break;
      case '`':
        quoted += "#96;";
        break;
      case '\n':
        quoted += ' ';
        break;
      default:
        quoted += c;
    }
  }
  return quoted + '"';
}

std::string doubled_dollars(std::string_view text) {
  std::string doubled;
  for (const char character : text) {
    doubled += character;
    if (character == '$') doubled += character;
  }
  return doubled;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string shortened(std::string_view text, std::size_t characters) {
  if (character_count(text) <= characters) return std::string(text);
  std::size_t left = characters == 0 ? 0 : characters - 1;
  std::size_t end = 0;
  while (end < text.size()) {
    if (begins_character(text[end])) {
      if (left == 0) break;
      --left;
    }
    ++end;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace caisson::render
