#pragma once

// Private to engine/docker: the coroutines that client.cpp is made of.

#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <exception>
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

/// How a coroutine that nobody awaits is spawned: what a callback throws reaches whoever runs the
/// loop, instead of ending in silence and leaving others to wait.
inline void pass_on(std::exception_ptr thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

/// What a broken exchange means, as an Error about `request`.
Error transport_error(const boost::system::error_code& code, const Connection& connection,
                      const Request& request, const Endpoint& endpoint);

}  // namespace caisson::engine::docker
