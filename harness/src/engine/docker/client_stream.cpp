#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "engine/docker/client_state.hpp"
#include "engine/docker/exchange.hpp"

namespace caisson::engine::docker {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
namespace {

using Parser = http::response_parser<http::buffer_body>;

constexpr std::size_t k_piece = 64 * 1024;
/// Longest body kept of an answer that is an error.
constexpr std::size_t k_refusal_limit = 1024 * 1024;
constexpr auto k_refusal_within = std::chrono::seconds(5);

/// Shared by the coroutine and the Subscription that may end it.
struct Flow {
  std::shared_ptr<HttpClient::State> client;
  std::shared_ptr<Connection> connection;
  Request request;
  Deadline head_by;
  StreamHandlers handlers;
  bool cancelled = false;

  bool silent() const { return cancelled || client->closed; }
  Error broken(const error_code& code) const {
    return transport_error(code, *connection, request, client->endpoint);
  }
};

class FlowSubscription final : public Subscription {
 public:
  explicit FlowSubscription(std::shared_ptr<Flow> flow) : m_flow(std::move(flow)) {}
  ~FlowSubscription() override {
    m_flow->cancelled = true;
    m_flow->connection->cancel();
  }
  FlowSubscription(const FlowSubscription&) = delete;
  FlowSubscription& operator=(const FlowSubscription&) = delete;

 private:
  std::shared_ptr<Flow> m_flow;
};

/// Gives each piece of the body to `take` until the end or until `take` returns false.
asio::awaitable<error_code> read_body(Connection& connection, Parser& parser,
                                      const std::function<bool(std::string_view)>& take) {
  std::vector<char> piece(k_piece);
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    error_code error;
    co_await http::async_read_some(connection.socket(), connection.buffer(), parser,
                                   asio::redirect_error(asio::use_awaitable, error));
    const std::size_t got = piece.size() - body.size;
    if (got > 0 && !take({piece.data(), got})) co_return error_code{};
    // need_buffer: the piece was filled before the body ended.
    if (error && error != http::error::need_buffer) co_return error;
  }
  co_return error_code{};
}

asio::awaitable<Result<void>> read_refusal(Flow& flow, Parser& parser) {
  flow.connection->arm(std::chrono::steady_clock::now() + k_refusal_within);
  Response response;
  response.head = head_of(parser.get());
  const std::function<bool(std::string_view)> take = [&response](std::string_view bytes) {
    response.body += bytes;
    return response.body.size() < k_refusal_limit;
  };
  // Whatever came of the body is enough for a message; the status alone says it failed.
  co_await read_body(*flow.connection, parser, take);
  const auto& refused = flow.handlers.refused;
  if (refused) co_return refused(response);
  co_return api_error(flow.request.purpose, response);
}

asio::awaitable<Result<void>> flow_through(std::shared_ptr<Flow> flow) {
  Connection& connection = *flow->connection;
  connection.arm(flow->head_by);
  error_code error = co_await open(connection, flow->client->address);
  if (error) co_return opening_error(error, connection, flow->request, flow->client->endpoint);
  SendOptions options;
  options.re_arm = flow->head_by == Deadline::max();
  const error_code wrote = co_await send(connection, flow->request, flow->client->prefix, options);
  connection.arm(flow->head_by);

  Parser parser;
  parser.header_limit(k_head_limit);
  parser.body_limit(boost::none);
  co_await http::async_read_header(connection.socket(), connection.buffer(), parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return flow->broken(wrote ? wrote : error);
  if (flow->silent()) co_return Result<void>();
  if (parser.get().result_int() / 100 != 2) {
    Result<void> refusal = co_await read_refusal(*flow, parser);
    co_return refusal;
  }
  connection.disarm();
  if (flow->handlers.head) flow->handlers.head(head_of(parser.get()));
  if (flow->silent()) co_return Result<void>();
  const std::function<bool(std::string_view)> take = [&flow](std::string_view bytes) {
    if (flow->handlers.data) flow->handlers.data(bytes);
    return !flow->silent();
  };
  error = co_await read_body(connection, parser, take);
  if (error) co_return flow->broken(error);
  co_return Result<void>();
}

asio::awaitable<void> run_flow(std::shared_ptr<Flow> flow) {
  co_await asio::post(flow->client->executor, asio::use_awaitable);
  if (flow->silent()) co_return;
  Result<void> outcome = co_await flow_through(flow);
  if (!flow->silent()) flow->handlers.end(std::move(outcome));
}

}  // namespace

SubscriptionPtr HttpClient::stream(Request request, Deadline head_by, StreamHandlers handlers) {
  auto flow = std::make_shared<Flow>();
  flow->client = m_state;
  flow->connection = m_state->new_connection();
  flow->request = std::move(request);
  flow->head_by = head_by;
  flow->handlers = std::move(handlers);
  asio::co_spawn(m_state->executor, run_flow(flow), pass_on);
  return std::make_unique<FlowSubscription>(std::move(flow));
}

}  // namespace caisson::engine::docker
