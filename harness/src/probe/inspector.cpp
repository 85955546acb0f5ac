#include "probe/inspector.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/json.hpp"

namespace caisson::probe {
namespace {

constexpr std::size_t k_answer_limit = 64 * 1024;
constexpr std::size_t k_message_limit = 64 * 1024 * 1024;

/// What a client sends is masked, by RFC 6455 with bytes that nobody can foresee: against proxies
/// that take it for something else. There is none in between, so the mask is zeros.
std::string text_frame(const std::string& text) {
  std::string frame{'\x81', static_cast<char>(0x80 | text.size())};
  return frame + std::string(4, '\0') + text;
}

struct Frame {
  unsigned opcode = 0;
  std::string_view payload;
  std::size_t size = 0;  ///< with its head
};

/// The first frame of what has come, once it is complete.
std::optional<Frame> first_frame(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 2) return std::nullopt;
  std::size_t length = byte(1) & 0x7f;
  const std::size_t extra = length == 127 ? 8 : length == 126 ? 2 : 0;
  if (bytes.size() < 2 + extra) return std::nullopt;
  if (extra > 0) length = 0;
  for (std::size_t i = 0; i < extra; ++i)
    length = length << 8 | byte(2 + i);
  if (length > k_message_limit || bytes.size() < 2 + extra + length) return std::nullopt;
  return Frame{byte(0) & 0x0fu, bytes.substr(2 + extra, length), 2 + extra + length};
}

class Inspector final : public Conversation {
 public:
  explicit Inspector(std::uint16_t port) : m_port(port) {}

  Verdict opened() override {
    return Verdict::more(
        fmt::format("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", m_port));
  }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    if (m_stage == Stage::messages) return read_messages();
    if (m_input.size() > k_answer_limit) return no_inspector();
    return m_stage == Stage::list ? read_list() : read_upgrade();
  }

 private:
  enum class Stage { list, upgrade, messages };

  static Verdict no_inspector() { return Verdict::not_ready("does not answer as Node does"); }

  Verdict read_list() {
    const auto url = debugger_url(m_input);
    if (!url) return Verdict::more();
    m_input.clear();
    m_stage = Stage::upgrade;
    const std::size_t path = url->find('/', url->find("//") + 2);
    return Verdict::more(fmt::format(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Y2Fpc3NvbiBhc2tzIG9uYw==\r\n\r\n",
        path == url->npos ? std::string("/") : url->substr(path), m_port));
  }

  Verdict read_upgrade() {
    const std::size_t end = m_input.find("\r\n\r\n");
    if (end == m_input.npos) return Verdict::more();
    if (!m_input.starts_with("HTTP/1.1 101 ")) return no_inspector();
    m_input.erase(0, end + 4);
    m_stage = Stage::messages;
    const Verdict verdict = read_messages();
    if (verdict.kind != Verdict::Kind::more) return verdict;
    return Verdict::more(text_frame(R"({"id":1,"method":"Debugger.enable"})"));
  }

  /// The scripts it has come first, then that it is paused, and at last the answer.
  Verdict read_messages() {
    constexpr unsigned k_text = 1;
    constexpr unsigned k_close = 8;
    std::size_t read = 0;
    while (const auto frame = first_frame(std::string_view(m_input).substr(read))) {
      read += frame->size;
      if (frame->opcode == k_close) return closed();
      if (frame->opcode != k_text) continue;
      const auto message = parse_json(frame->payload);
      if (!message.is_object()) continue;
      if (message.value("method", "") == "Debugger.paused") return Verdict::ready();
      if (message.value("id", 0) == 1) return Verdict::not_ready("it runs");
    }
    m_input.erase(0, read);
    return m_input.size() > k_message_limit ? no_inspector() : Verdict::more();
  }

  const std::uint16_t m_port;
  Stage m_stage = Stage::list;
  std::string m_input;
};

}  // namespace

std::unique_ptr<Conversation> make_inspector(std::uint16_t port) {
  return std::make_unique<Inspector>(port);
}

Result<std::string> debugger_url(std::string_view answer) {
  const Error error{ErrorKind::protocol, "the debugger's port does not answer as Node does"};
  const auto body = answer.find("\r\n\r\n");
  if (body == std::string_view::npos) return error;
  const auto list = parse_ordered_json(answer.substr(body + 4));
  if (!list.is_array() || list.empty() || !list.front().is_object()) return error;
  const auto url = list.front().find("webSocketDebuggerUrl");
  if (url == list.front().end() || !url->is_string()) return error;
  return url->get<std::string>();
}

}  // namespace caisson::probe
