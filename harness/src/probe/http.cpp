#include "probe/http.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <optional>

#include "probe/text.hpp"

namespace caisson::probe {
namespace http = boost::beast::http;
namespace {

constexpr std::uint32_t k_header_limit = 64U * 1024;
/// As much of a refusal's body as is read for its first line.
constexpr std::size_t k_body_limit = 512;

/// The path as a request target: what would end the request line is percent-encoded (RFC 3986).
std::string request_target(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string target = path.starts_with('/') ? "" : "/";
  for (const char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte > 0x20 && byte < 0x7f) {
      target += character;
    } else {
      target += '%';
      target += digits[byte >> 4U];
      target += digits[byte & 0xfU];
    }
  }
  return target;
}

class Http final : public Conversation {
 public:
  Http(const std::string& path, std::uint16_t port)
      : m_target(request_target(path)), m_host("localhost:" + std::to_string(port)) {
    next_message();
  }

  Verdict opened() override {
    return Verdict::more("GET " + m_target + " HTTP/1.1\r\nHost: " + m_host +
                         "\r\nUser-Agent: caisson\r\nAccept: */*\r\nConnection: close\r\n\r\n");
  }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    auto verdict = Verdict::more();
    for (bool go_on = true; go_on && verdict.kind == Verdict::Kind::more;) {
      const std::size_t before = m_input.size();
      verdict = m_parser->is_header_done() ? take_body() : take_header();
      // A message at its end without a verdict was informational.
      if (m_parser->is_done()) next_message();
      go_on = !m_input.empty() && m_input.size() < before;
    }
    return verdict;
  }

  Verdict closed() override {
    if (m_parser->is_header_done()) return judge(true);
    if (m_input.empty()) return Conversation::closed();
    return Verdict::not_ready("closed the connection in the middle of its answer to GET " +
                              m_target);
  }

 private:
  void next_message() {
    m_parser.emplace();
    m_parser->header_limit(2 * k_header_limit);
    m_parser->body_limit(boost::none);
    m_parser->eager(true);
    m_parser->get().body().data = m_body.data();
    m_parser->get().body().size = m_body.size();
    m_parser->get().body().more = true;
  }

  /// Hands a header to Beast only when it is whole: which mistake Beast names in half a header
  /// depends on where it was cut.
  Verdict take_header() {
    if (!begins_like_http()) return Verdict::not_ready(no_http());
    const auto end = m_input.find("\r\n\r\n");
    if (std::min(end, m_input.size()) > k_header_limit)
      return Verdict::not_ready("its HTTP answer is malformed: the header has no end");
    if (end == std::string::npos) return Verdict::more();
    boost::beast::error_code error;
    const auto used = m_parser->put(boost::asio::buffer(m_input.data(), end + 4), error);
    m_input.erase(0, used);
    if (error && !m_parser->is_header_done())
      return Verdict::not_ready("its HTTP answer is malformed: " + error.message());
    return judge(false);
  }

  /// A body only serves to explain a refusal: where it is malformed or our buffer full, it ends.
  Verdict take_body() {
    boost::beast::error_code error;
    const auto used = m_parser->put(boost::asio::buffer(m_input), error);
    m_input.erase(0, used);
    return judge(error && error != http::error::need_more);
  }

  bool informational() const {
    return http::to_status_class(m_parser->get().result_int()) == http::status_class::informational;
  }

  /// `ended`: no more of the body will come.
  Verdict judge(bool ended) const {
    if (!m_parser->is_header_done() || informational()) return Verdict::more();
    const unsigned status = m_parser->get().result_int();
    if (status >= 200 && status < 400) return Verdict::ready();
    const std::string_view body(m_body.data(), m_body.size() - m_parser->get().body().size);
    const bool line_complete = body.find('\n') != body.npos || body.size() == m_body.size();
    if (!ended && !m_parser->is_done() && !line_complete) return Verdict::more();
    std::string reason = "GET " + m_target + " answers " + std::to_string(status);
    if (const std::string line = first_line(body); !line.empty()) reason += ": " + line;
    return Verdict::not_ready(std::move(reason));
  }

  bool begins_like_http() const {
    constexpr std::string_view version = "HTTP/1.";
    const auto count = std::min(version.size(), m_input.size());
    return m_input.compare(0, count, version, 0, count) == 0;
  }

  std::string no_http() const {
    // The first byte of a TLS alert or handshake record (RFC 8446 §5.1).
    if (m_input.front() == '\x15' || m_input.front() == '\x16')
      return "answers with TLS where plain HTTP was expected";
    return "the answer is no HTTP/1.1";
  }

  std::string m_target;
  std::string m_host;
  std::string m_input;
  // Into a buffer of ours: a string body makes room for whatever length the peer claims.
  std::array<char, k_body_limit> m_body{};
  std::optional<http::response_parser<http::buffer_body>> m_parser;
};

}  // namespace

std::unique_ptr<Conversation> make_http(const std::string& path, std::uint16_t port) {
  return std::make_unique<Http>(path, port);
}

}  // namespace caisson::probe
