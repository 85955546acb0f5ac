#include "cli/inspector.hpp"

#include <fmt/format.h>

#include <memory>

#include "cli/await.hpp"
#include "probe/inspector.hpp"

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
      if (bytes->empty() || probe::debugger_url(self->m_text)) return done(self->m_text);
      self->read(done);
    });
  }

 private:
  engine::Stream& m_stream;
  std::string m_text;
};

}  // namespace

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
  return probe::debugger_url(*answer);
}

}  // namespace caisson::cli
