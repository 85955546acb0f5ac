#include "engine/docker/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <chrono>
#include <fstream>
#include <vector>

namespace caisson::engine::docker {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
namespace {

constexpr std::size_t k_upload_piece = 256 * 1024;
constexpr auto k_stalled = std::chrono::seconds(60);

std::string head_of(const Request& request, const std::string& prefix, std::uint64_t body_size,
                    bool upgrade) {
  std::string head = fmt::format(
      "{} {}{} HTTP/1.1\r\nHost: docker\r\nUser-Agent: caisson\r\nAccept: application/json\r\n",
      to_string(request.method), prefix, request.target);
  if (upgrade) head += "Connection: Upgrade\r\nUpgrade: tcp\r\n";
  if (body_size > 0) head += fmt::format("Content-Type: {}\r\n", request.content_type);
  if (body_size > 0 || request.method == Method::post || request.method == Method::put)
    head += fmt::format("Content-Length: {}\r\n", body_size);
  head += "\r\n";
  return head;
}

asio::awaitable<error_code> write_piece(Connection& connection, const char* data, std::size_t size,
                                        bool re_arm) {
  if (re_arm) connection.arm(std::chrono::steady_clock::now() + k_stalled);
  error_code error;
  const asio::const_buffer buffer(data, size);
  co_await asio::async_write(connection.socket(), buffer,
                             asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

/// A body we cannot read ourselves: the connection is given up, because its other end waits for the
/// rest. Of the generic category, which no socket's error has.
error_code unreadable(Connection& connection, boost::system::errc::errc_t why) {
  error_code ignored;
  connection.socket().close(ignored);
  return make_error_code(why);
}

asio::awaitable<error_code> write_file(Connection& connection, std::ifstream& file,
                                       std::uint64_t size, bool re_arm) {
  std::vector<char> piece(k_upload_piece);
  while (size > 0) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(size, piece.size()));
    file.read(piece.data(), static_cast<std::streamsize>(want));
    // Shorter than announced: somebody truncates the file while we send it.
    if (static_cast<std::size_t>(file.gcount()) != want)
      co_return unreadable(connection, boost::system::errc::io_error);
    const error_code error = co_await write_piece(connection, piece.data(), want, re_arm);
    if (error) co_return error;
    size -= want;
  }
  co_return error_code{};
}

}  // namespace

asio::awaitable<error_code> open(Connection& connection, Address address) {
  error_code error;
  co_await connection.socket().async_connect(address.value,
                                             asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

asio::awaitable<error_code> send(Connection& connection, const Request& request,
                                 const std::string& prefix, SendOptions options) {
  std::ifstream file;
  std::uint64_t size = request.body.size();
  if (!request.body_file.empty()) {
    file.open(request.body_file, std::ios::binary | std::ios::ate);
    if (!file) co_return unreadable(connection, boost::system::errc::no_such_file_or_directory);
    size = static_cast<std::uint64_t>(file.tellg());
    file.seekg(0);
  }
  std::string head = head_of(request, prefix, size, options.upgrade);
  const bool in_one = request.body_file.empty() && size <= k_upload_piece;
  if (in_one) head += request.body;
  error_code error = co_await write_piece(connection, head.data(), head.size(), options.re_arm);
  if (error || in_one) co_return error;
  if (!request.body_file.empty()) {
    error = co_await write_file(connection, file, size, options.re_arm);
    co_return error;
  }
  for (std::size_t at = 0; at < request.body.size() && !error; at += k_upload_piece) {
    const std::size_t piece = std::min(k_upload_piece, request.body.size() - at);
    error = co_await write_piece(connection, request.body.data() + at, piece, options.re_arm);
  }
  co_return error;
}

Error transport_error(const error_code& code, const Connection& connection, const Request& request,
                      const Endpoint& endpoint) {
  const std::string& purpose = request.purpose;
  if (connection.ending() == Connection::Ending::timed_out)
    return {ErrorKind::timed_out,
            fmt::format("cannot {}: the engine did not answer in time", purpose),
            {},
            fmt::format("see whether it is overloaded: `{}`", to_url(endpoint))};
  if (connection.ending() == Connection::Ending::cancelled)
    return {ErrorKind::interrupted, fmt::format("cannot {}: cancelled", purpose)};
  if (code.category() == boost::system::generic_category())
    return {ErrorKind::io, fmt::format("cannot {}: cannot read `{}`: {}", purpose,
                                       request.body_file, code.message())};
  const bool cut = code == http::error::partial_message || code == http::error::end_of_stream;
  static const auto& k_http = make_error_code(http::error::end_of_stream).category();
  if (code.category() == k_http && !cut)
    return {ErrorKind::protocol,
            fmt::format("cannot {}: what answers at `{}` does not speak HTTP as an engine does: {}",
                        purpose, to_url(endpoint), code.message()),
            {},
            "see that the endpoint is a container engine's"};
  return {ErrorKind::engine_unreachable,
          fmt::format("cannot {}: the engine at `{}` broke the connection: {}", purpose,
                      to_url(endpoint), cut ? "closed in mid-answer" : code.message()),
          {},
          "see whether the engine still runs and what its log says"};
}

}  // namespace caisson::engine::docker
