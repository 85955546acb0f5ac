#include "clone/sql_text.hpp"

namespace caisson::clone {
namespace {

/// `text` between two `quote`s; each byte of `doubled` twice.
std::string quoted(std::string_view text, char quote, std::string_view doubled) {
  std::string result(1, quote);
  for (const char byte : text) {
    if (byte == '\0') continue;
    if (doubled.find(byte) != doubled.npos) result += byte;
    result += byte;
  }
  return result + quote;
}

}  // namespace

std::string quoted_identifier(std::string_view name) {
  return quoted(name, '"', "\"");
}

std::string quoted_literal(std::string_view text) {
  const bool escapes = text.find('\\') != text.npos;
  return (escapes ? "E" : "") + quoted(text, '\'', "'\\");
}

}  // namespace caisson::clone
