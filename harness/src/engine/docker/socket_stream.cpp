#include "engine/docker/socket_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <utility>

#include "engine/docker/connection.hpp"

namespace caisson::engine::docker {
namespace asio = boost::asio;
using boost::system::error_code;
namespace {

constexpr std::size_t k_read_size = 16 * 1024;

struct Writing {
  std::string bytes;
  Completion<void> done;
};

/// Outlives the Stream until Asio has given back its operations.
struct Channel : std::enable_shared_from_this<Channel> {
  explicit Channel(std::shared_ptr<Connection> open) : connection(std::move(open)) {}

  std::shared_ptr<Connection> connection;
  std::deque<Writing> writes;
  bool closed = false;

  static Error failure(const char* what, const error_code& error) {
    return {ErrorKind::io, std::string(what) + ": " + error.message()};
  }

  void write_next() {
    asio::async_write(connection->socket(), asio::buffer(writes.front().bytes),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        const Completion<void> done = std::move(self->writes.front().done);
                        self->writes.pop_front();
                        if (self->closed) return;
                        if (!self->writes.empty()) self->write_next();
                        done(error ? Result<void>(failure("cannot write", error)) : Result<void>());
                      });
  }

  void read(Completion<std::string> done) {
    auto& buffer = connection->buffer();
    if (buffer.size() > 0) {
      std::string bytes(static_cast<const char*>(buffer.data().data()), buffer.size());
      buffer.consume(buffer.size());
      asio::post(
          connection->socket().get_executor(),
          [self = shared_from_this(), bytes = std::move(bytes), done = std::move(done)]() mutable {
            if (!self->closed) done(std::move(bytes));
          });
      return;
    }
    connection->socket().async_read_some(
        buffer.prepare(k_read_size), [self = shared_from_this(), done = std::move(done)](
                                         const error_code& error, std::size_t size) {
          if (self->closed) return;
          if (error == asio::error::eof) return done(std::string{});
          if (error) return done(failure("cannot read", error));
          auto& received = self->connection->buffer();
          received.commit(size);
          std::string bytes(static_cast<const char*>(received.data().data()), size);
          received.consume(size);
          done(std::move(bytes));
        });
  }
};

class SocketStream final : public Stream {
 public:
  explicit SocketStream(std::shared_ptr<Connection> connection)
      : m_channel(std::make_shared<Channel>(std::move(connection))) {}
  ~SocketStream() override {
    m_channel->closed = true;
    m_channel->connection->cancel();
  }
  SocketStream(const SocketStream&) = delete;
  SocketStream& operator=(const SocketStream&) = delete;

  void write(std::string bytes, Completion<void> done) override {
    m_channel->writes.push_back({std::move(bytes), std::move(done)});
    if (m_channel->writes.size() == 1) m_channel->write_next();
  }
  void read(Completion<std::string> done) override { m_channel->read(std::move(done)); }

 private:
  std::shared_ptr<Channel> m_channel;
};

}  // namespace

std::unique_ptr<Stream> make_stream(std::shared_ptr<Connection> connection) {
  return std::make_unique<SocketStream>(std::move(connection));
}

}  // namespace caisson::engine::docker
