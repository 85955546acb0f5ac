#include "tenant/json.hpp"

#include <charconv>

#include "tenant/utf8.hpp"

namespace caisson::tenant {
namespace {

void append_escaped(std::string& out, unsigned char control) {
  constexpr char k_digits[] = "0123456789abcdef";
  switch (control) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += k_digits[control >> 4U];
      out += k_digits[control & 0x0FU];
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = utf8_length(text);
    if (first < 0x20 || first == '"' || first == '\\') {
      append_escaped(out, first);
    } else if (length == 0) {
      append_utf8(out, 0xFFFD);
      length = 1;
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  out += '"';
}

}  // namespace

Json Json::array(const std::vector<std::string>& strings) {
  Json json;
  json.m_kind = Kind::array;
  json.m_items.assign(strings.begin(), strings.end());
  return json;
}

Json Json::object() {
  Json json;
  json.m_kind = Kind::object;
  return json;
}

const std::string& Json::text() const {
  static const std::string empty;
  return m_kind == Kind::string ? m_text : empty;
}

std::optional<std::int64_t> Json::integer() const {
  if (m_kind != Kind::number) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = m_text.data() + m_text.size();
  const auto read = std::from_chars(m_text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

const Json& Json::operator[](std::string_view key) const {
  static const Json null;
  for (std::size_t at = m_keys.size(); at-- > 0;) {
    if (m_keys[at] == key) return m_items[at];
  }
  return null;
}

Json& Json::set(std::string key, Json value) {
  m_keys.push_back(std::move(key));
  m_items.push_back(std::move(value));
  return *this;
}

std::string Json::dump() const {
  std::string out;
  append_to(out);
  return out;
}

void Json::append_to(std::string& out) const {
  switch (m_kind) {
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += m_truth ? "true" : "false";
      return;
    case Kind::number:
      out += m_text;
      return;
    case Kind::string:
      append_string(out, m_text);
      return;
    case Kind::array:
    case Kind::object:
      break;
  }
  const bool is_object = m_kind == Kind::object;
  out += is_object ? '{' : '[';
  for (std::size_t at = 0; at < m_items.size(); ++at) {
    if (at > 0) out += ',';
    if (is_object) {
      append_string(out, m_keys[at]);
      out += ':';
    }
    m_items[at].append_to(out);
  }
  out += is_object ? '}' : ']';
}

}  // namespace caisson::tenant
