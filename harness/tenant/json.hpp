#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace caisson::tenant {

/// A JSON value (RFC 8259). Asking a value for what it is not gives nothing, never an error: an
/// answer of the supervisor is read by what it has.
class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  /// Arrays and objects inside each other; deeper text is refused.
  static constexpr int k_deepest = 64;

  Json() = default;
  Json(const char* text) : m_kind(Kind::string), m_text(text) {}
  Json(std::string text) : m_kind(Kind::string), m_text(std::move(text)) {}
  Json(bool truth) : m_kind(Kind::boolean), m_truth(truth) {}
  Json(int number) : m_kind(Kind::number), m_text(std::to_string(number)) {}
  static Json array(const std::vector<std::string>& strings);
  static Json object();

  /// The whole of `text` as one value, white space around it allowed. Strict: well-formed UTF-8, no
  /// lone surrogates, no comments.
  static std::optional<Json> parse(std::string_view text);

  /// In one line. What is not UTF-8 in a string becomes U+FFFD.
  std::string dump() const;

  Kind kind() const { return m_kind; }
  bool truth() const { return m_truth; }
  /// Of a string its content, else empty.
  const std::string& text() const;
  /// A number that is written as an integer and fits.
  std::optional<std::int64_t> integer() const;
  /// Of an array or an object.
  const std::vector<Json>& items() const { return m_items; }
  /// Of an object: keys()[n] belongs to items()[n].
  const std::vector<std::string>& keys() const { return m_keys; }
  /// The last member of that name, null where there is none.
  const Json& operator[](std::string_view key) const;

  /// Of an object: adds a member.
  Json& set(std::string key, Json value);

 private:
  friend class JsonReader;
  void append_to(std::string& out) const;

  Kind m_kind = Kind::null;
  bool m_truth = false;
  std::string m_text;  // a number stays as it was written: none is too big
  std::vector<std::string> m_keys;
  std::vector<Json> m_items;
};

}  // namespace caisson::tenant
