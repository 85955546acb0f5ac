#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/docker/endpoint.hpp"
#include "engine/docker/http.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

class Connection;

/// What a streamed answer is told to. After its Subscription is gone none of them is called.
struct StreamHandlers {
  /// The answer's head, when its status is a success.
  std::function<void(const Head&)> head;
  /// A piece of the body, of any size.
  std::function<void(std::string_view)> data;
  /// Once: the body is complete, or what prevented that. An answer with another status is an Error
  /// made by `refused`.
  std::function<void(Result<void>)> end;
  /// Makes the error of an answer that is no success; the general one by default.
  std::function<Error(const Response&)> refused;
};

/// HTTP/1.1 to an engine, RFC 9112: short calls over a few kept connections, streams over one
/// each. All on the executor's thread; callbacks come exactly once and never from inside a call.
class HttpClient {
 public:
  /// Errors: the endpoint's host does not resolve.
  static Result<std::shared_ptr<HttpClient>> create(boost::asio::any_io_executor executor,
                                                    const Endpoint& endpoint);
  ~HttpClient();
  /// Ends every connection; what is pending is dropped, not completed.
  void close();
  bool is_closed() const;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Prefixed to every target from now on: "/v1.41".
  void set_prefix(std::string prefix);
  const Endpoint& endpoint() const;

  /// Completes with any answer, whatever its status; errors are the transport's: timed_out,
  /// engine_unreachable, protocol.
  void call(Request request, Deadline deadline, Completion<Response> done);

  /// Until `head_by` for the answer's head, then as long as it takes.
  SubscriptionPtr stream(Request request, Deadline head_by, StreamHandlers handlers);

  /// Asks to turn the connection into a raw byte stream (Upgrade: tcp).
  void hijack(Request request, Deadline deadline, Completion<std::unique_ptr<Stream>> done);

  /// A connection of this client that is not open yet; it ends with the client.
  std::shared_ptr<Connection> new_connection() const;

  struct State;

 private:
  explicit HttpClient(std::shared_ptr<State> state);
  std::shared_ptr<State> m_state;
};

}  // namespace caisson::engine::docker
