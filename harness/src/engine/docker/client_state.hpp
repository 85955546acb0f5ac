#pragma once

// Private to engine/docker: what client.cpp and client_stream.cpp share.

#include <boost/asio/any_io_executor.hpp>
#include <boost/beast/http/message.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/docker/api_error.hpp"
#include "engine/docker/client.hpp"
#include "engine/docker/connection.hpp"

namespace caisson::engine::docker {

/// An engine's head is a few hundred bytes; more than this is not an engine.
inline constexpr std::uint32_t k_head_limit = 64 * 1024;
/// Of a whole answer in memory; the longest are lists of containers.
inline constexpr std::uint64_t k_body_limit = std::uint64_t{256} * 1024 * 1024;

/// Lives as long as an operation needs it; `closed` once the client is gone.
struct HttpClient::State {
  boost::asio::any_io_executor executor;
  Endpoint endpoint;
  Address address;
  std::string prefix;
  std::shared_ptr<Registry> registry = std::make_shared<Registry>();
  std::vector<std::shared_ptr<Connection>> kept;
  bool closed = false;

  std::shared_ptr<Connection> new_connection() const;
  /// A kept connection that still stands, or nothing.
  std::shared_ptr<Connection> take_kept();
  void keep(std::shared_ptr<Connection> connection);
};

bool is_repeatable(const Request& request);

Error opening_error(const boost::system::error_code& code, const Connection& connection,
                    const Request& request, const Endpoint& endpoint);

template <class Body>
Head head_of(const boost::beast::http::response<Body>& message) {
  Head head;
  head.status = message.result_int();
  for (const auto& field : message)
    head.fields.emplace_back(field.name_string(), field.value());
  return head;
}

}  // namespace caisson::engine::docker
