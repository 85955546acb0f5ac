#pragma once

// Private to engine/docker: the coroutines that client.cpp is made of.

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <string>

#include "engine/docker/connection.hpp"
#include "engine/docker/http.hpp"

namespace caisson::engine::docker {

/// Connects; the error is the system's.
boost::asio::awaitable<boost::system::error_code> open(Connection& connection, Address address);

/// Sends head and body. `re_arm` renews the connection's alarm for each piece of the body, so that
/// a long upload may take its time but a stalled one ends.
struct SendOptions {
  bool upgrade = false;
  bool re_arm = false;
};
boost::asio::awaitable<boost::system::error_code> send(Connection& connection,
                                                       const Request& request,
                                                       const std::string& prefix,
                                                       SendOptions options);

/// What a broken exchange means, as an Error about `request`.
Error transport_error(const boost::system::error_code& code, const Connection& connection,
                      const Request& request, const Endpoint& endpoint);

}  // namespace caisson::engine::docker
