#include "lease/server.hpp"

#include <sys/stat.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <istream>
#include <list>

#include "base/file.hpp"

namespace caisson::lease {
namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

namespace {

/// A request is a few dozen bytes; more is no request.
constexpr std::size_t k_longest_line = 64 * 1024;

}  // namespace

struct Server::State : std::enable_shared_from_this<State> {
  struct Connection {
    explicit Connection(Protocol::socket connected) : socket(std::move(connected)) {}
    Protocol::socket socket;
    asio::streambuf input{k_longest_line};
    std::string output;
    bool busy = false;
  };
  using Connections = std::list<Connection>;

  State(Loop& loop, std::string at, Callbacks what)
      : acceptor(loop.executor()), path(std::move(at)), callbacks(std::move(what)) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const auto& error, Protocol::socket socket) {
      if (error) return;
      self->connections.emplace_back(std::move(socket));
      self->read(std::prev(self->connections.end()));
      self->accept();
    });
  }

  void read(Connections::iterator connection) {
    asio::async_read_until(connection->socket, connection->input, '\n',
                           [self = shared_from_this(), connection](const auto& error, std::size_t) {
                             if (error) return self->ended(connection);
                             std::istream stream(&connection->input);
                             std::string line;
                             std::getline(stream, line);
                             self->answer(connection, line);
                           });
  }

  void answer(Connections::iterator connection, const std::string& line) {
    const auto request = decode_request(line);
    Reply reply = callbacks.status();
    if (!request) reply.error = request.error().message;
    if (request && *request == Request::busy && !std::exchange(connection->busy, true)) {
      if (busy_connections++ == 0) callbacks.busy(true);
    }
    connection->output = encode(reply);
    const bool stop = request && *request == Request::stop;
    asio::async_write(
        connection->socket, asio::buffer(connection->output),
        [self = shared_from_this(), connection, stop](const auto& error, std::size_t) {
          if (stop) self->callbacks.stop();
          if (error) return self->ended(connection);
          if (!stop) self->read(connection);
        });
  }

  void ended(Connections::iterator connection) {
    const bool was_busy = connection->busy;
    connections.erase(connection);
    if (was_busy && --busy_connections == 0) callbacks.busy(false);
  }

  Protocol::acceptor acceptor;
  std::string path;
  Callbacks callbacks;
  Connections connections;
  int busy_connections = 0;
};

Server::Server(std::shared_ptr<State> state) : m_state(std::move(state)) {}

Server::~Server() {
  static_cast<void>(remove_file(m_state->path));
  boost::system::error_code ignored;
  m_state->acceptor.close(ignored);
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
