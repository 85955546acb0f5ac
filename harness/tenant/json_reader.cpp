#include <algorithm>

#include "tenant/json.hpp"
#include "tenant/utf8.hpp"

namespace caisson::tenant {

/// Recursive descent over the grammar of RFC 8259; each function takes what it names off the front
/// and says whether that was there.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : m_rest(text) {}

  bool whole(Json& into) {
    if (!value(into, 0)) return false;
    skip_space();
    return m_rest.empty();
  }

 private:
  bool value(Json& into, int depth) {
    skip_space();
    if (m_rest.empty()) return false;
    switch (m_rest.front()) {
      case '{':
        into.m_kind = Json::Kind::object;
        return depth < Json::k_deepest && object(into, depth + 1);
      case '[':
        into.m_kind = Json::Kind::array;
        return depth < Json::k_deepest && array(into, depth + 1);
      case '"':
        into.m_kind = Json::Kind::string;
        return string(into.m_text);
      case 't':
        into = Json(true);
        return word("true");
      case 'f':
        into = Json(false);
        return word("false");
      case 'n':
        return word("null");
      default:
        into.m_kind = Json::Kind::number;
        return number(into.m_text);
    }
  }

  bool object(Json& into, int depth) {
    take('{');
    skip_space();
    if (take('}')) return true;
    do {
      skip_space();
      if (!string(into.m_keys.emplace_back())) return false;
      skip_space();
      if (!take(':') || !value(into.m_items.emplace_back(), depth)) return false;
      skip_space();
    } while (take(','));
    return take('}');
  }

  bool array(Json& into, int depth) {
    take('[');
    skip_space();
    if (take(']')) return true;
    do {
      if (!value(into.m_items.emplace_back(), depth)) return false;
      skip_space();
    } while (take(','));
    return take(']');
  }

  bool string(std::string& into) {
    if (!take('"')) return false;
    while (!m_rest.empty()) {
      const char first = m_rest.front();
      if (first == '"') return take('"');
      if (first == '\\') {
        if (!escape(into)) return false;
        continue;
      }
      const std::size_t length = utf8_length(m_rest);
      if (length == 0 || static_cast<unsigned char>(first) < 0x20) return false;
      into.append(m_rest.substr(0, length));
      m_rest.remove_prefix(length);
    }
    return false;
  }

  bool escape(std::string& into) {
    constexpr std::string_view k_letters = "\"\\/bfnrt";
    constexpr std::string_view k_meanings = "\"\\/\b\f\n\r\t";
    m_rest.remove_prefix(1);
    if (m_rest.empty()) return false;
    const char letter = m_rest.front();
    m_rest.remove_prefix(1);
    if (letter == 'u') return unicode(into);
    const std::size_t at = k_letters.find(letter);
    if (at == std::string_view::npos) return false;
    into += k_meanings[at];
    return true;
  }

  /// After `\u`: a code point, or the high half of a pair, which the low half must follow.
  bool unicode(std::string& into) {
    std::uint32_t unit = 0;
    if (!hexadecimal(unit)) return false;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low) return false;
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    if (is_high) {
      std::uint32_t low = 0;
      if (!word("\\u") || !hexadecimal(low) || low < 0xDC00 || low >= 0xE000) return false;
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(into, unit);
    return true;
  }

  bool hexadecimal(std::uint32_t& unit) {
    constexpr std::size_t k_digits = 4;
    if (m_rest.size() < k_digits) return false;
    for (const char digit : m_rest.substr(0, k_digits)) {
      unit <<= 4U;
      if (digit >= '0' && digit <= '9') {
        unit += static_cast<std::uint32_t>(digit - '0');
      } else if (digit >= 'a' && digit <= 'f') {
        unit += static_cast<std::uint32_t>(digit - 'a' + 10);
      } else if (digit >= 'A' && digit <= 'F') {
        unit += static_cast<std::uint32_t>(digit - 'A' + 10);
      } else {
        return false;
      }
    }
    m_rest.remove_prefix(k_digits);
    return true;
  }

  bool number(std::string& into) {
    const std::string_view start = m_rest;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    into = start.substr(0, start.size() - m_rest.size());
    return true;
  }

  bool digits() {
    const std::size_t count = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
    m_rest.remove_prefix(count);
    return count > 0;
  }

  bool word(std::string_view expected) {
    if (m_rest.substr(0, expected.size()) != expected) return false;
    m_rest.remove_prefix(expected.size());
    return true;
  }

  bool take(char expected) {
    if (m_rest.empty() || m_rest.front() != expected) return false;
    m_rest.remove_prefix(1);
    return true;
  }

  void skip_space() {
    m_rest.remove_prefix(std::min(m_rest.find_first_not_of(" \t\r\n"), m_rest.size()));
  }

  std::string_view m_rest;
};

std::optional<Json> Json::parse(std::string_view text) {
  Json json;
  if (!JsonReader(text).whole(json)) return std::nullopt;
  return json;
}

}  // namespace caisson::tenant
