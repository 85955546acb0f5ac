#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caisson::engine::docker {

enum class Method { get, post, put, del };

std::string_view to_string(Method method);

/// A request in our own terms, so that HTTP libraries stay inside client.cpp and stream.cpp.
struct Request {
  Method method = Method::get;
  std::string target;     ///< path and query, percent-encoded, without the API version
  std::string purpose{};  ///< what this call does, for messages: "create container `db`"
  std::string body{};
  std::string content_type = "application/json";
  /// When not empty, the body is the content of this file, sent piece by piece.
  std::string body_file{};
  /// May be sent again when the connection broke before an answer: GET and DELETE always may.
  bool repeatable = false;
};

struct Head {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> fields;

  /// The field's value, compared without regard to case; empty when absent.
  std::string_view field(std::string_view name) const;
};

struct Response {
  Head head;
  std::string body;
};

/// RFC 3986 §2.1: everything but unreserved characters becomes %XX.
std::string percent_encode(std::string_view text);

/// A request target, built so that no value can escape its place.
class Target {
 public:
  explicit Target(std::string_view path) : m_text(path) {}

  /// Appends "/<segment>", encoded.
  Target& segment(std::string_view name);
  /// Appends "/<text>" as it is: for constants of the API.
  Target& literal(std::string_view text);
  /// Appends "?key=value" or "&key=value", the value encoded.
  Target& query(std::string_view key, std::string_view value);

  std::string str() const { return m_text; }

 private:
  std::string m_text;
  bool m_has_query = false;
};

}  // namespace caisson::engine::docker
