#include "lease/dial.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace caisson::lease {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
namespace {

/// One attempt; it lives in its callbacks.
class Dialling : public std::enable_shared_from_this<Dialling> {
 public:
  Dialling(const asio::any_io_executor& executor,
           std::function<void(std::optional<TcpSocket>)> done)
      : m_resolver(executor), m_socket(executor), m_timer(executor), m_done(std::move(done)) {}

  void begin(const plan::Place& place, Duration within) {
    m_timer.expires_after(within);
    m_timer.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->give_up();
    });
    if (place.host == "localhost") {
      return connect({tcp::endpoint(asio::ip::address_v4::loopback(), place.port),
                      tcp::endpoint(asio::ip::address_v6::loopback(), place.port)});
    }
    error_code no_literal;
    const auto literal = asio::ip::make_address(place.host, no_literal);
    if (!no_literal) return connect({tcp::endpoint(literal, place.port)});
    m_resolver.async_resolve(place.host, std::to_string(place.port),
                             [self = shared_from_this()](const error_code& error,
                                                         const tcp::resolver::results_type& found) {
                               if (error) return self->give_up();
                               std::vector<tcp::endpoint> endpoints;
                               for (const auto& entry : found)
                                 endpoints.push_back(entry.endpoint());
                               self->connect(std::move(endpoints));
                             });
  }

 private:
  void connect(std::vector<tcp::endpoint> endpoints) {
    m_endpoints = std::move(endpoints);
    asio::async_connect(m_socket, m_endpoints,
                        [self = shared_from_this()](const error_code& error, const auto&) {
                          if (error) return self->give_up();
                          // As it was said: nothing is held back to be sent with more.
                          error_code ignored;
                          self->m_socket.set_option(tcp::no_delay(true), ignored);
                          self->end(std::move(self->m_socket));
                        });
  }

  void give_up() {
    error_code ignored;
    m_resolver.cancel();
    m_socket.close(ignored);
    end(std::nullopt);
  }

  void end(std::optional<TcpSocket> socket) {
    m_timer.cancel();
    if (const auto done = std::exchange(m_done, {})) done(std::move(socket));
  }

  tcp::resolver m_resolver;
  TcpSocket m_socket;
  asio::steady_timer m_timer;
  std::vector<tcp::endpoint> m_endpoints;
  std::function<void(std::optional<TcpSocket>)> m_done;
};

}  // namespace

void dial(const asio::any_io_executor& executor, const plan::Place& place, Duration within,
          std::function<void(std::optional<TcpSocket>)> done) {
  std::make_shared<Dialling>(executor, std::move(done))->begin(place, within);
}

}  // namespace caisson::lease
