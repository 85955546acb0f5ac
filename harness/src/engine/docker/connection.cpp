#include "engine/docker/connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>
#include <vector>

namespace caisson::engine::docker {
namespace asio = boost::asio;
using boost::system::error_code;

Result<Address> address_of(const std::string& literal, std::uint16_t port) {
  error_code error;
  const auto address = asio::ip::make_address(literal, error);
  if (error) return Error{ErrorKind::io, fmt::format("`{}` is no address", literal)};
  return Address(Address::Value(asio::ip::tcp::endpoint(address, port)));
}

Result<Address> address_of(const Endpoint& endpoint) {
  if (endpoint.transport == Endpoint::Transport::unix_socket)
    return Address(Address::Value(asio::local::stream_protocol::endpoint(endpoint.path)));
  auto literal = address_of(endpoint.host, endpoint.port);
  if (literal) return literal;

  asio::io_context context;
  asio::ip::tcp::resolver resolver(context);
  error_code error;
  const auto found = resolver.resolve(endpoint.host, std::to_string(endpoint.port), error);
  if (error || found.empty())
    return Error{ErrorKind::engine_unreachable,
                 fmt::format("the host name of the engine at `{}` does not resolve: {}",
                             to_url(endpoint), error.message()),
                 endpoint.found_by, "correct it, or name another engine in DOCKER_HOST"};
  return Address(Address::Value(found.begin()->endpoint()));
}

void Registry::cancel_all() {
  const std::vector<Connection*> all(m_connections.begin(), m_connections.end());
  for (Connection* connection : all)
    connection->cancel();
}

Connection::Connection(const asio::any_io_executor& executor, std::shared_ptr<Registry> registry)
    : m_socket(executor), m_alarm(executor), m_registry(std::move(registry)) {
  m_registry->add(this);
}

Connection::~Connection() {
  m_registry->forget(this);
}

void Connection::arm(Deadline deadline) {
  disarm();
  if (deadline == Deadline::max()) return;
  m_alarm.expires_at(deadline);
  m_alarm.async_wait([weak = weak_from_this(), number = m_alarm_number](const error_code& error) {
    // An alarm that had already fired when it was disarmed still arrives: the number tells.
    const auto self = weak.lock();
    if (!error && self && self->m_alarm_number == number) self->end(Ending::timed_out);
  });
}

void Connection::disarm() {
  ++m_alarm_number;
  m_alarm.cancel();
}

void Connection::end(Ending ending) {
  if (m_ending != Ending::none) return;
  m_ending = ending;
  disarm();
  error_code ignored;
  m_socket.close(ignored);
}

bool Connection::is_quiet() {
  if (!m_socket.is_open() || m_buffer.size() != 0) return false;
  char byte = 0;
  const auto got = ::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && errno == EAGAIN;
}

}  // namespace caisson::engine::docker
