#include <termios.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>

#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

namespace asio = boost::asio;

/// The terminal passes every key on for as long as this lives (termios(3), cfmakeraw).
class RawTerminal {
 public:
  RawTerminal() {
    m_changed = ::tcgetattr(0, &m_before) == 0;
    if (!m_changed) return;
    termios raw = m_before;
    ::cfmakeraw(&raw);
    m_changed = ::tcsetattr(0, TCSANOW, &raw) == 0;
  }
  ~RawTerminal() {
    if (m_changed) ::tcsetattr(0, TCSANOW, &m_before);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

 private:
  termios m_before{};
  bool m_changed = false;
};

/// Pumps keys into the container and what comes back onto the terminal, until the shell ends.
class Bridge : public std::enable_shared_from_this<Bridge> {
 public:
  Bridge(Context& context, std::unique_ptr<engine::Stream> stream)
      : m_context(context),
        m_stream(std::move(stream)),
        m_keys(context.loop().executor(), ::dup(0)),
        m_resized(context.loop().executor(), SIGWINCH) {}

  void begin(engine::Completion<void> done) {
    m_done = std::move(done);
    resize();
    read_keys();
    read_stream();
    watch_size();
  }

  /// Lets go of everything that would keep the loop running.
  void end(const Result<void>& result) {
    if (!m_done) return;
    boost::system::error_code ignored;
    m_keys.cancel(ignored);
    m_resized.cancel(ignored);
    m_context.loop().post([self = shared_from_this(), result] {
      self->m_stream.reset();
      if (auto done = std::exchange(self->m_done, nullptr)) done(result);
    });
  }

 private:
  void resize() { m_stream->resize(m_context.out().width(), m_context.out().height()); }

  void watch_size() {
    m_resized.async_wait([self = shared_from_this()](const auto& error, int) {
      if (error || !self->m_stream) return;
      self->resize();
      self->watch_size();
    });
  }

  void read_keys() {
    m_keys.async_read_some(asio::buffer(m_buffer),
                           [self = shared_from_this()](const auto& error, std::size_t count) {
                             if (error || !self->m_stream) return;
                             self->send(std::string(self->m_buffer.data(), count));
                           });
  }

  void send(std::string keys) {
    m_stream->write(std::move(keys), [self = shared_from_this()](const Result<void>& written) {
      if (written) self->read_keys();
    });
  }

  void read_stream() {
    m_stream->read([self = shared_from_this()](const Result<std::string>& bytes) {
      if (!bytes) return self->end(bytes.error());
      if (bytes->empty()) return self->end({});
      self->m_context.out().write(*bytes);
      self->read_stream();
    });
  }

  Context& m_context;
  std::unique_ptr<engine::Stream> m_stream;
  asio::posix::stream_descriptor m_keys;
  asio::signal_set m_resized;
  engine::Completion<void> m_done;
  std::array<char, 4096> m_buffer{};
};

class Shell final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to open a shell in");
    arguments.rest(m_command);
  }

  Result<int> run(Context& context) override {
    const auto container = container_to_enter(context, m_service);
    if (!container) return container.error();
    if (::isatty(0) != 1 || !context.out().is_tty()) {
      return Error{ErrorKind::usage, "a shell needs a terminal", "",
                   "Without one, use `caisson exec " + m_service + " -- <command>`."};
    }
    const auto engine = context.engine();
    if (!engine) return engine.error();
    using StreamPtr = std::unique_ptr<engine::Stream>;
    auto stream = await<StreamPtr>(context.loop(), [&](engine::Completion<StreamPtr> done) {
      (*engine)->exec_terminal(container->id, command(), context.in(k_call_limit), std::move(done));
    });
    if (!stream) return stream.error();
    const RawTerminal raw;
    const auto bridge = std::make_shared<Bridge>(context, std::move(*stream));
    const auto ended = await<void>(context.loop(), [&bridge](engine::Completion<void> done) {
      bridge->begin(std::move(done));
    });
    if (!ended) return ended.error();
    return k_done;
  }

 private:
  /// The best shell the image has: bash where there is one.
  std::vector<std::string> command() const {
    if (!m_command.empty()) return m_command;
    return {"/bin/sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash -i; exec sh -i"};
  }

  std::string m_service;
  std::vector<std::string> m_command;
};

}  // namespace

std::unique_ptr<Verb> make_shell() {
  return std::make_unique<Shell>();
}

}  // namespace caisson::cli
