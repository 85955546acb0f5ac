#include "engine/docker/http.hpp"

#include <algorithm>

namespace caisson::engine::docker {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

}  // namespace

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
  }
  return "GET";
}

std::string_view Head::field(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same_letter)) return value;
  return {};
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += k_digits[byte >> 4U];
    encoded += k_digits[byte & 0xFU];
  }
  return encoded;
}

Target& Target::segment(std::string_view name) {
  m_text += '/';
  m_text += percent_encode(name);
  return *this;
}

Target& Target::literal(std::string_view text) {
  m_text += '/';
  m_text += text;
  return *this;
}

Target& Target::query(std::string_view key, std::string_view value) {
  m_text += m_has_query ? '&' : '?';
  m_has_query = true;
  m_text += key;
  m_text += '=';
  m_text += percent_encode(value);
  return *this;
}

}  // namespace caisson::engine::docker
