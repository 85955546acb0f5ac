#include "lease/server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <deque>
#include <map>

#include "base/file.hpp"

namespace caisson::lease {
namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

namespace {

/// A request is a few hundred bytes; more is no request.
constexpr std::size_t k_longest_line = 1024 * 1024;
constexpr std::size_t k_most_descriptors = 4;

/// One recvmsg(2) with room for descriptors, which Asio's own reads would drop.
struct Piece {
  enum class Kind { bytes, later, end };
  Kind kind = Kind::end;
  std::string bytes;
  std::vector<Descriptor> descriptors;
};

Piece receive(int socket) {
  std::array<char, 16 * 1024> buffer;  // not zeroed: requests are short, and many
  alignas(cmsghdr) std::array<char, CMSG_SPACE(k_most_descriptors * sizeof(int))> control{};
  iovec data{buffer.data(), buffer.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  Piece piece;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) piece.kind = Piece::Kind::later;
  if (count <= 0) return piece;
  piece.kind = Piece::Kind::bytes;
  piece.bytes.assign(buffer.data(), static_cast<std::size_t>(count));
  for (cmsghdr* one = CMSG_FIRSTHDR(&message); one != nullptr; one = CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t number = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < number; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(one) + i * sizeof(int), sizeof(int));
      piece.descriptors.emplace_back(fd);
    }
  }
  return piece;
}

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  struct Outgoing {
    std::string line;
    std::function<void()> sent;
  };
  struct Connection {
    explicit Connection(Protocol::socket connected) : socket(std::move(connected)) {}
    Protocol::socket socket;
    std::string input;
    std::vector<Descriptor> descriptors;  ///< of the line that is coming in
    std::deque<Outgoing> output;
  };

  State(Loop& loop, std::string at, Callbacks what)
      : acceptor(loop.executor()), path(std::move(at)), callbacks(std::move(what)) {}

  Connection* find(ConnectionId id) {
    const auto at = connections.find(id);
    return at == connections.end() ? nullptr : &at->second;
  }

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const auto& error, Protocol::socket socket) {
      if (error) return;
      const ConnectionId id = ++self->last;
      self->connections.emplace(id, Connection(std::move(socket)));
      if (self->callbacks.opened) self->callbacks.opened(id);
      self->wait(id);
      self->accept();
    });
  }

  void wait(ConnectionId id) {
    find(id)->socket.async_wait(Protocol::socket::wait_read,
                                [self = shared_from_this(), id](const auto& error) {
                                  if (error) return self->close(id);
                                  self->read(id);
                                });
  }

  void read(ConnectionId id) {
    Connection* connection = find(id);
    if (connection == nullptr) return;
    Piece piece = receive(connection->socket.native_handle());
    if (piece.kind == Piece::Kind::end) return close(id);
    connection->input += piece.bytes;
    if (!take_lines(id, std::move(piece.descriptors))) return;
    wait(id);
  }

  /// False when the connection is gone. A read may begin with earlier messages, but ends with the
  /// one whose descriptors it brought (unix(7)): they belong to the line that ends it, or that is
  /// still coming in.
  bool take_lines(ConnectionId id, std::vector<Descriptor> brought) {
    while (Connection* connection = find(id)) {
      auto& descriptors = connection->descriptors;
      const auto end = connection->input.find('\n');
      const bool is_last = end == std::string::npos || end + 1 == connection->input.size();
      if (is_last) {
        for (Descriptor& one : std::exchange(brought, {}))
          descriptors.push_back(std::move(one));
      }
      if (descriptors.size() > k_most_descriptors ||
          (end == std::string::npos && connection->input.size() > k_longest_line)) {
        close(id);
        return false;
      }
      if (end == std::string::npos) return true;
      std::string line = connection->input.substr(0, end);
      connection->input.erase(0, end + 1);
      callbacks.line(id, std::move(line), std::exchange(descriptors, {}));
    }
    return false;
  }

  void send(ConnectionId id, Outgoing outgoing) {
    Connection* connection = find(id);
    if (connection == nullptr) return;
    connection->output.push_back(std::move(outgoing));
    if (connection->output.size() == 1) write(id);
  }

  void write(ConnectionId id) {
    Connection* connection = find(id);
    asio::async_write(connection->socket, asio::buffer(connection->output.front().line),
                      [self = shared_from_this(), id](const auto& error, std::size_t) {
                        Connection* written = self->find(id);
                        if (written == nullptr) return;
                        const Outgoing done = std::move(written->output.front());
                        written->output.pop_front();
                        if (done.sent) done.sent();
                        if (error) return self->close(id);
                        if (!written->output.empty()) self->write(id);
                      });
  }

  void close(ConnectionId id) {
    if (connections.erase(id) > 0 && callbacks.closed) callbacks.closed(id);
  }

  Protocol::acceptor acceptor;
  std::string path;
  Callbacks callbacks;
  std::map<ConnectionId, Connection> connections;
  ConnectionId last = 0;
};

Server::Server(std::shared_ptr<State> state) : m_state(std::move(state)) {}

Server::~Server() {
  close_door();
}

/// Only once: afterwards the path may be another supervisor's.
void Server::close_door() {
  if (!m_state->acceptor.is_open()) return;
  static_cast<void>(remove_file(m_state->path));
  boost::system::error_code ignored;
  m_state->acceptor.close(ignored);
}

void Server::send(ConnectionId to, std::string line, std::function<void()> sent) {
  m_state->send(to, {std::move(line) + "\n", std::move(sent)});
}

std::size_t Server::connections() const {
  return m_state->connections.size();
}

Result<std::unique_ptr<Server>> Server::listen(Loop& loop, const std::string& path,
                                               Callbacks callbacks) {
  if (auto removed = remove_file(path); !removed) return removed.error();
  auto state = std::make_shared<State>(loop, path, std::move(callbacks));
  boost::system::error_code error;
  const Protocol::endpoint endpoint(path);
  state->acceptor.open(endpoint.protocol(), error);
  if (!error) state->acceptor.bind(endpoint, error);
  if (!error && ::chmod(path.c_str(), 0600) != 0) {
    error.assign(errno, boost::system::system_category());
  }
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Error{ErrorKind::io, "cannot listen: " + error.message(), path};
  state->accept();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

}  // namespace caisson::lease
