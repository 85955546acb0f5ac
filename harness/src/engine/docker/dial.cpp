#include <fmt/format.h>

#include <boost/asio/error.hpp>

#include "engine/docker/connection.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/socket_stream.hpp"

namespace caisson::engine::docker {
namespace asio = boost::asio;
using boost::system::error_code;
namespace {

Error dial_error(const error_code& code, const Connection& connection, const std::string& id,
                 std::uint16_t port) {
  if (connection.ending() == Connection::Ending::timed_out)
    return {ErrorKind::timed_out,
            fmt::format("port `{}` of container `{}` did not answer in time", port, short_id(id))};
  if (code == asio::error::connection_refused) return {ErrorKind::io, "connection refused"};
  return {ErrorKind::io, code.message()};
}

Error unreachable(const std::string& id, std::uint16_t port) {
  return {
      ErrorKind::io,
      fmt::format("port `{}` of container `{}` cannot be reached from here", port, short_id(id)),
      {},
      "publish it: the networks of this engine's containers are not on this host"};
}

}  // namespace

void DockerEngine::dial(std::string id, std::uint16_t port, Deadline deadline, Connected done) {
  if (const AddressBook::Entry* known = m_addresses.find(id))
    return dial_known(id, *known, port, deadline, std::move(done));
  inspect_fully(id, deadline,
                [this, id, port, deadline, done = std::move(done)](Result<Inspected> inspected) {
                  if (!inspected) return done(inspected.error());
                  // Under the id it was asked by, which may be a name.
                  inspected->container.id = id;
                  const AddressBook::Entry* entry =
                      m_addresses.learn(*inspected, m_loop.clock().now());
                  if (entry == nullptr)
                    return done(Error{ErrorKind::io,
                                      fmt::format("container `{}` is not running", short_id(id))});
                  dial_known(id, *entry, port, deadline, done);
                });
}

void DockerEngine::dial_known(const std::string& id, const AddressBook::Entry& entry,
                              std::uint16_t port, Deadline deadline, Connected done) {
  Result<Address> address = unreachable(id, port);
  if (const auto place = entry.place_of(port)) address = address_of(place->address, place->port);
  if (!address) {
    m_addresses.forget(id);
    m_loop.post([client = m_client, done = std::move(done), error = address.error()] {
      if (!client->is_closed()) done(error);
    });
    return;
  }
  const auto connection = m_client->new_connection();
  connection->arm(deadline);
  connection->socket().async_connect(
      address->value, [this, client = m_client, connection, id, port,
                       done = std::move(done)](const error_code& error) {
        if (client->is_closed()) return;
        if (!error && connection->ending() == Connection::Ending::none) {
          connection->disarm();
          return done(make_stream(connection));
        }
        if (error == asio::error::connection_refused)
          m_addresses.doubt(id, m_loop.clock().now());
        else
          m_addresses.forget(id);
        done(dial_error(error, *connection, id, port));
      });
}

}  // namespace caisson::engine::docker
