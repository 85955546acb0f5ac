#pragma once

// Private to engine/docker: Asio and Beast are seen by .cpp files of this folder only.

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <concepts>
#include <cstdint>
#include <memory>
#include <unordered_set>
#include <utility>

#include "engine/docker/endpoint.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

using Socket = boost::asio::generic::stream_protocol::socket;

/// Wrapped, because Asio's own type claims to convert from anything, an Error too.
struct Address {
  using Value = boost::asio::generic::stream_protocol::endpoint;
  Address() = default;
  explicit Address(std::same_as<Value> auto its_value) : value(std::move(its_value)) {}
  Value value;
};

/// The socket address of an endpoint; resolves a host name, which may block.
Result<Address> address_of(const Endpoint& endpoint);

/// The address of an IPv4 or IPv6 literal.
Result<Address> address_of(const std::string& literal, std::uint16_t port);

class Connection;

/// All connections in use, so that destroying the engine can end them.
class Registry {
 public:
  void add(Connection* connection) { m_connections.insert(connection); }
  void forget(Connection* connection) { m_connections.erase(connection); }
  void cancel_all();

 private:
  std::unordered_set<Connection*> m_connections;
};

/// A socket with an alarm. Whoever waits on the socket is woken by its closing and asks `ending`
/// why; nothing else ever interrupts an operation, so there is one path out of each.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class Ending { none, timed_out, cancelled };

  Connection(const boost::asio::any_io_executor& executor, std::shared_ptr<Registry> registry);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Socket& socket() { return m_socket; }
  /// Bytes received and not yet consumed.
  boost::beast::flat_buffer& buffer() { return m_buffer; }
  Ending ending() const { return m_ending; }

  /// Closes the socket at `deadline`, in place of an earlier alarm; Deadline::max() is never.
  void arm(Deadline deadline);
  void disarm();
  void cancel() { end(Ending::cancelled); }

  /// True while the peer has neither closed nor said anything unasked.
  bool is_quiet();

 private:
  void end(Ending ending);

  Socket m_socket;
  boost::asio::steady_timer m_alarm;
  boost::beast::flat_buffer m_buffer;
  std::shared_ptr<Registry> m_registry;
  std::uint64_t m_alarm_number = 0;
  Ending m_ending = Ending::none;
};

}  // namespace caisson::engine::docker
