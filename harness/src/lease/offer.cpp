#include "lease/offer.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "lease/dial.hpp"

namespace caisson::lease {
namespace asio = boost::asio;
using boost::system::error_code;
namespace {

/// Between looks for something that does not listen yet: a refusal costs next to nothing.
constexpr Duration k_pause_between_looks = std::chrono::milliseconds(50);
constexpr Duration k_dial_limit = std::chrono::seconds(10);

/// Carries bytes between two sockets, either way, until both ways have ended. It lives in its own
/// callbacks.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(TcpSocket one, TcpSocket other) : m_one(std::move(one)), m_other(std::move(other)) {}

  void begin() {
    carry(m_one, m_other, m_there);
    carry(m_other, m_one, m_back);
  }

 private:
  using Bytes = std::array<char, 64 * 1024>;

  void carry(TcpSocket& from, TcpSocket& to, Bytes& bytes) {
    from.async_read_some(asio::buffer(bytes), [self = shared_from_this(), &from, &to, &bytes](
                                                  const error_code& error, std::size_t count) {
      if (error) return self->ended(error == asio::error::eof, to);
      asio::async_write(to, asio::buffer(bytes, count),
                        [self, &from, &to, &bytes](const error_code& broken, std::size_t) {
                          if (broken) return self->close();
                          self->carry(from, to, bytes);
                        });
    });
  }

  /// The other way goes on after an orderly end of this one.
  void ended(bool orderly, TcpSocket& to) {
    error_code broken;
    if (orderly) to.shutdown(TcpSocket::shutdown_send, broken);
    if (!orderly || broken || ++m_ended == 2) close();
  }

  void close() {
    error_code ignored;
    m_one.close(ignored);
    m_other.close(ignored);
  }

  TcpSocket m_one;
  TcpSocket m_other;
  Bytes m_there{};
  Bytes m_back{};
  int m_ended = 0;
};

}  // namespace

/// Looks until something listens; offers, and leads clients there, until it does not any more.
class Offer::State : public std::enable_shared_from_this<State> {
  /// Before its first use, which has to know what it returns.
  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), action = std::move(action)](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && !self->m_over) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

 public:
  State(Loop& loop, Relay relay, std::uint16_t port, plan::Place target)
      : m_executor(loop.executor()),
        m_relay(std::move(relay)),
        m_port(port),
        m_target(std::move(target)),
        m_control(m_executor),
        m_timer(m_executor) {}

  void look() {
    dial(m_executor, m_target, k_dial_limit, guarded([this](std::optional<TcpSocket> target) {
           if (!target) return look_later();
           offer();
         }));
  }

  void end() {
    m_over = true;
    m_timer.cancel();
    error_code ignored;
    m_control.close(ignored);
  }

 private:
  void look_later() {
    m_timer.expires_after(k_pause_between_looks);
    m_timer.async_wait(guarded([this](const error_code& error) {
      if (!error) look();
    }));
  }

  void offer() {
    greet("offer", [this](std::optional<TcpSocket> relay) {
      if (!relay) return look_later();
      m_control = std::move(*relay);
      m_stands = true;
      attend();
    });
  }

  /// A byte a client; what else comes is the relay's end, or its refusal.
  void attend() {
    m_control.async_read_some(asio::buffer(m_calls),
                              guarded([this](const error_code& error, std::size_t count) {
                                if (error) return withdraw();
                                for (std::size_t i = 0; i < count && m_stands; ++i)
                                  lead();
                                if (m_stands) attend();
                              }));
  }

  void lead() {
    dial(m_executor, m_target, k_dial_limit, guarded([this](std::optional<TcpSocket> target) {
           if (!target) return withdraw();
           greet("tunnel", [target = std::make_shared<TcpSocket>(std::move(*target))](
                               std::optional<TcpSocket> relay) {
             if (relay) std::make_shared<Pipe>(std::move(*relay), std::move(*target))->begin();
           });
         }));
  }

  /// Once for each offer that stood; whoever waits for it is turned away by the relay.
  void withdraw() {
    if (!std::exchange(m_stands, false)) return;
    error_code ignored;
    m_control.close(ignored);
    look_later();
  }

  /// A connection to the relay that has been told what it is for.
  void greet(const char* what, std::function<void(std::optional<TcpSocket>)> done) {
    dial(m_executor, m_relay.control, k_dial_limit,
         guarded([this, what, done = std::move(done)](std::optional<TcpSocket> connected) {
           if (!connected) return done(std::nullopt);
           const auto socket = std::make_shared<TcpSocket>(std::move(*connected));
           const auto line =
               std::make_shared<std::string>(fmt::format("{} {} {}\n", m_relay.key, what, m_port));
           asio::async_write(*socket, asio::buffer(*line),
                             guarded([socket, line, done](const error_code& error, std::size_t) {
                               if (error) return done(std::nullopt);
                               done(std::move(*socket));
                             }));
         }));
  }

  asio::any_io_executor m_executor;
  Relay m_relay;
  std::uint16_t m_port;
  plan::Place m_target;
  TcpSocket m_control;
  asio::steady_timer m_timer;
  std::array<char, 64> m_calls{};
  bool m_stands = false;
  bool m_over = false;
};

Offer::Offer(Loop& loop, Relay relay, std::uint16_t port, plan::Place target)
    : m_state(std::make_shared<State>(loop, std::move(relay), port, std::move(target))) {
  m_state->look();
}

Offer::~Offer() {
  if (m_state) m_state->end();
}

}  // namespace caisson::lease
