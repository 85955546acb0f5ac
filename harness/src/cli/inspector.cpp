#include "cli/inspector.hpp"

#include <fmt/format.h>

#include <memory>

#include "base/json.hpp"
#include "cli/await.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

using StreamPtr = std::unique_ptr<engine::Stream>;

/// Reads until the answer is complete: its length is announced, and the connection may stay open.
class Answer : public std::enable_shared_from_this<Answer> {
 public:
  explicit Answer(engine::Stream& stream) : m_stream(stream) {}

  void read(engine::Completion<std::string> done) {
    m_stream.read([self = shared_from_this(), done](const Result<std::string>& bytes) {
      if (!bytes) return done(bytes.error());
      self->m_text += *bytes;
      if (bytes->empty() || url_in_answer(self->m_text)) return done(self->m_text);
      self->read(done);
    });
  }

 private:
  engine::Stream& m_stream;
  std::string m_text;
};

}  // namespace

Result<std::string> url_in_answer(std::string_view answer) {
  const Error error{ErrorKind::protocol, "the debugger's port does not answer as Node does"};
  const auto body = answer.find("\r\n\r\n");
  if (body == std::string_view::npos) return error;
  const auto list = parse_ordered_json(answer.substr(body + 4));
  if (!list.is_array() || list.empty() || !list.front().is_object()) return error;
  const auto url = list.front().find("webSocketDebuggerUrl");
  if (url == list.front().end() || !url->is_string()) return error;
  return url->get<std::string>();
}

Result<std::string> inspector_url(Context& context, const engine::Container& container,
                                  std::uint16_t port, std::uint16_t host_port) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  auto stream = await<StreamPtr>(context.loop(), [&](engine::Completion<StreamPtr> done) {
    (*engine)->dial(container.id, port, context.in(std::chrono::seconds(5)), std::move(done));
  });
  if (!stream) return stream.error();
  // Node answers with the address it is asked by, and refuses names other than localhost.
  const std::string request = fmt::format(
      "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", host_port);
  const auto answer = await<std::string>(context.loop(), [&](engine::Completion<std::string> done) {
    auto reading = std::make_shared<Answer>(**stream);
    (*stream)->write(request, [reading, done](const Result<void>& written) {
      if (!written) return done(written.error());
      reading->read(done);
    });
  });
  if (!answer) return answer.error();
  return url_in_answer(*answer);
}

}  // namespace caisson::cli
