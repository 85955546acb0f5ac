#include "engine/docker/client.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>
#include <vector>

#include "engine/docker/client_state.hpp"
#include "engine/docker/exchange.hpp"
#include "engine/docker/socket_stream.hpp"

namespace caisson::engine::docker {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
namespace {

constexpr std::size_t k_kept = 4;

/// One try of a call; `again` says whether a second one on a new connection is sound.
asio::awaitable<Result<Response>> attempt(HttpClient::State& client,
                                          std::shared_ptr<Connection> connection,
                                          const Request& request, bool& again) {
  const error_code wrote = co_await send(*connection, request, client.prefix, {});
  http::response_parser<http::string_body> parser;
  parser.header_limit(k_head_limit);
  parser.body_limit(k_body_limit);
  error_code got;
  // Also after a failed write: an engine that refuses a body answers before it has read it.
  co_await http::async_read(connection->socket(), connection->buffer(), parser,
                            asio::redirect_error(asio::use_awaitable, got));
  if (got) {
    const bool untouched = !parser.got_some() && connection->buffer().size() == 0 &&
                           connection->ending() == Connection::Ending::none;
    again = untouched && (wrote || is_repeatable(request));
    co_return transport_error(wrote && untouched ? wrote : got, *connection, request,
                              client.endpoint);
  }
  Response response;
  response.head = head_of(parser.get());
  response.body = std::move(parser.get().body());
  if (parser.keep_alive() && !wrote) client.keep(std::move(connection));
  co_return response;
}

asio::awaitable<Result<Response>> answer(std::shared_ptr<HttpClient::State> client,
                                         const Request& request, Deadline deadline) {
  if (std::shared_ptr<Connection> kept = client->take_kept()) {
    kept->arm(deadline);
    bool again = false;
    Result<Response> response = co_await attempt(*client, std::move(kept), request, again);
    if (response || !again) co_return response;
  }
  const auto connection = client->new_connection();
  connection->arm(deadline);
  const error_code error = co_await open(*connection, client->address);
  if (error) co_return opening_error(error, *connection, request, client->endpoint);
  bool again = false;
  Result<Response> response = co_await attempt(*client, connection, request, again);
  co_return response;
}

asio::awaitable<void> run_call(std::shared_ptr<HttpClient::State> client, Request request,
                               Deadline deadline, Completion<Response> done) {
  co_await asio::post(client->executor, asio::use_awaitable);
  if (client->closed) co_return;
  Result<Response> response = co_await answer(client, request, deadline);
  if (!client->closed) done(std::move(response));
}

asio::awaitable<Result<std::unique_ptr<Stream>>> take_over(
    std::shared_ptr<HttpClient::State> client, const Request& request, Deadline deadline) {
  const auto connection = client->new_connection();
  connection->arm(deadline);
  error_code error = co_await open(*connection, client->address);
  if (error) co_return opening_error(error, *connection, request, client->endpoint);
  SendOptions options;
  options.upgrade = true;
  error = co_await send(*connection, request, client->prefix, options);
  if (error) co_return transport_error(error, *connection, request, client->endpoint);

  http::response_parser<http::string_body> parser;
  parser.header_limit(k_head_limit);
  parser.body_limit(k_body_limit);
  co_await http::async_read_header(connection->socket(), connection->buffer(), parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return transport_error(error, *connection, request, client->endpoint);
  const unsigned status = parser.get().result_int();
  if (status == 101 || status == 200) {
    connection->disarm();
    co_return make_stream(connection);
  }
  co_await http::async_read(connection->socket(), connection->buffer(), parser,
                            asio::redirect_error(asio::use_awaitable, error));
  Response response;
  response.head = head_of(parser.get());
  response.body = std::move(parser.get().body());
  co_return api_error(request.purpose, response);
}

asio::awaitable<void> run_hijack(std::shared_ptr<HttpClient::State> client, Request request,
                                 Deadline deadline, Completion<std::unique_ptr<Stream>> done) {
  co_await asio::post(client->executor, asio::use_awaitable);
  if (client->closed) co_return;
  Result<std::unique_ptr<Stream>> stream = co_await take_over(client, request, deadline);
  if (!client->closed) done(std::move(stream));
}

}  // namespace

bool is_repeatable(const Request& request) {
  return request.repeatable || request.method == Method::get || request.method == Method::del;
}

Error opening_error(const error_code& code, const Connection& connection, const Request& request,
                    const Endpoint& endpoint) {
  if (connection.ending() != Connection::Ending::none)
    return transport_error(code, connection, request, endpoint);
  return connect_error(code.value(), endpoint);
}

std::shared_ptr<Connection> HttpClient::State::new_connection() const {
  return std::make_shared<Connection>(executor, registry);
}

std::shared_ptr<Connection> HttpClient::State::take_kept() {
  while (!kept.empty()) {
    auto connection = std::move(kept.back());
    kept.pop_back();
    if (connection->is_quiet()) return connection;
  }
  return nullptr;
}

void HttpClient::State::keep(std::shared_ptr<Connection> connection) {
  connection->disarm();
  if (closed || kept.size() >= k_kept || connection->buffer().size() > 0) return;
  kept.push_back(std::move(connection));
}

Result<std::shared_ptr<HttpClient>> HttpClient::create(asio::any_io_executor executor,
                                                       const Endpoint& endpoint) {
  auto address = address_of(endpoint);
  if (!address) return address.error();
  auto state = std::make_shared<State>();
  state->executor = std::move(executor);
  state->endpoint = endpoint;
  state->address = *address;
  return std::shared_ptr<HttpClient>(new HttpClient(std::move(state)));
}

HttpClient::HttpClient(std::shared_ptr<State> state) : m_state(std::move(state)) {}

HttpClient::~HttpClient() {
  close();
}

bool HttpClient::is_closed() const {
  return m_state->closed;
}

void HttpClient::close() {
  m_state->closed = true;
  m_state->kept.clear();
  m_state->registry->cancel_all();
}

void HttpClient::set_prefix(std::string prefix) {
  m_state->prefix = std::move(prefix);
}

const Endpoint& HttpClient::endpoint() const {
  return m_state->endpoint;
}

std::shared_ptr<Connection> HttpClient::new_connection() const {
  return m_state->new_connection();
}

void HttpClient::call(Request request, Deadline deadline, Completion<Response> done) {
  asio::co_spawn(m_state->executor,
                 run_call(m_state, std::move(request), deadline, std::move(done)), pass_on);
}

void HttpClient::hijack(Request request, Deadline deadline,
                        Completion<std::unique_ptr<Stream>> done) {
  asio::co_spawn(m_state->executor,
                 run_hijack(m_state, std::move(request), deadline, std::move(done)), pass_on);
}

}  // namespace caisson::engine::docker
