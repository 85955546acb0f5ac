#include "engine/embedded/descriptor_stream.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using Watched = asio::posix::stream_descriptor;
namespace {

constexpr std::size_t k_stream_piece = 64 * 1024;

/// write(2) without its signal: pipes and terminals have no MSG_NOSIGNAL.
ssize_t write_quietly(int fd, const char* bytes, std::size_t size) {
  sigset_t pipe_signal;
  ::sigemptyset(&pipe_signal);
  ::sigaddset(&pipe_signal, SIGPIPE);
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = ::write(fd, bytes, size);
  const int number = errno;
  if (count < 0 && number == EPIPE && ::sigismember(&before, SIGPIPE) == 0) {
    constexpr timespec k_at_once{};
    ::sigtimedwait(&pipe_signal, nullptr, &k_at_once);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return count;
}

Descriptor unblocked(Descriptor descriptor) {
  if (descriptor)
    ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
  return descriptor;
}

Error stream_failure(const char* what) {
  return {ErrorKind::io, std::string(what) + ": " + std::strerror(errno)};
}

struct Ends : std::enable_shared_from_this<Ends> {
  Ends(Loop& loop, Descriptor in, Descriptor out)
      : reading(loop.executor()), writing(loop.executor()) {
    boost::system::error_code ignored;
    if (in) reading.assign(unblocked(std::move(in)).release(), ignored);
    if (out) writing.assign(unblocked(std::move(out)).release(), ignored);
  }

  void read(Completion<std::string> done) {
    reading.async_wait(
        Watched::wait_read, [self = shared_from_this(), done = std::move(done)](const auto& error) {
          if (error || self->closed) return;
          std::array<char, k_stream_piece> buffer;
          const ssize_t count = ::read(self->reading.native_handle(), buffer.data(), buffer.size());
          if (count < 0 && (errno == EAGAIN || errno == EINTR)) return self->read(done);
          // A terminal's end is an error of its own: nobody has the other side open.
          if (count == 0 || (count < 0 && errno == EIO)) return done(std::string());
          if (count < 0) return done(stream_failure("cannot read"));
          done(std::string(buffer.data(), static_cast<std::size_t>(count)));
        });
  }

  void write_next() {
    writing.async_wait(Watched::wait_write, [self = shared_from_this()](const auto& error) {
      if (error || self->closed) return;
      auto& [bytes, gone, done] = self->output.front();
      const ssize_t count =
          write_quietly(self->writing.native_handle(), bytes.data() + gone, bytes.size() - gone);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return self->write_next();
      Result<void> outcome;
      if (count < 0) outcome = stream_failure("cannot write");
      if (count > 0) gone += static_cast<std::size_t>(count);
      if (outcome && gone < bytes.size()) return self->write_next();
      const auto tell = std::move(done);
      self->output.pop_front();
      if (!self->output.empty()) self->write_next();
      tell(std::move(outcome));
    });
  }

  void close() {
    closed = true;
    boost::system::error_code ignored;
    reading.close(ignored);
    writing.close(ignored);
  }

  struct Pending {
    std::string bytes;
    std::size_t gone = 0;
    Completion<void> done;
  };
  Watched reading;
  Watched writing;
  std::deque<Pending> output;
  bool closed = false;
};

class DescriptorStream final : public Stream {
 public:
  explicit DescriptorStream(std::shared_ptr<Ends> ends) : m_ends(std::move(ends)) {}
  ~DescriptorStream() override { m_ends->close(); }
  DescriptorStream(const DescriptorStream&) = delete;
  DescriptorStream& operator=(const DescriptorStream&) = delete;

  void write(std::string bytes, Completion<void> done) override {
    m_ends->output.push_back({std::move(bytes), 0, std::move(done)});
    if (m_ends->output.size() == 1) m_ends->write_next();
  }
  void read(Completion<std::string> done) override { m_ends->read(std::move(done)); }
  void resize(int columns, int rows) override {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = static_cast<unsigned short>(rows);
    ::ioctl(m_ends->reading.native_handle(), TIOCSWINSZ, &size);
  }

 private:
  std::shared_ptr<Ends> m_ends;
};

}  // namespace

std::unique_ptr<Stream> make_descriptor_stream(Loop& loop, Descriptor reading, Descriptor writing) {
  return std::make_unique<DescriptorStream>(
      std::make_shared<Ends>(loop, std::move(reading), std::move(writing)));
}

std::unique_ptr<Stream> make_descriptor_stream(Loop& loop, Descriptor both) {
  Descriptor second(::fcntl(both.get(), F_DUPFD_CLOEXEC, 3));
  return make_descriptor_stream(loop, std::move(both), std::move(second));
}

}  // namespace caisson::engine::embedded
