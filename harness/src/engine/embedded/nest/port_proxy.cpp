#include "engine/embedded/nest/port_proxy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <set>
#include <utility>

namespace caisson::engine::embedded {
namespace asio = boost::asio;
using asio::ip::tcp;
namespace {

constexpr std::size_t k_splice_size = 64 * 1024;
constexpr unsigned k_splice_flags = SPLICE_F_NONBLOCK | SPLICE_F_MOVE;

/// Two connections that are each other's other side.
struct Relay : std::enable_shared_from_this<Relay> {
  /// One direction; the pipe holds what the receiver does not take yet.
  struct Way {
    tcp::socket* from = nullptr;
    tcp::socket* to = nullptr;
    Descriptor reading;
    Descriptor writing;
    std::size_t held = 0;
    bool ended = false;  ///< nothing more comes
  };

  Relay(tcp::socket outside, Loop& loop)
      : outer(std::move(outside)),
        inner(loop.executor()),
        ways{Way{&outer, &inner, {}, {}, 0, false}, Way{&inner, &outer, {}, {}, 0, false}} {}

  bool begin() {
    for (Way& way : ways) {
      int ends[2];
      if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
      way.reading = Descriptor(ends[0]);
      way.writing = Descriptor(ends[1]);
    }
    boost::system::error_code error;
    outer.native_non_blocking(true, error);
    inner.native_non_blocking(true, error);
    for (Way& way : ways)
      move(way);
    return true;
  }

  void move(Way& way) {
    for (;;) {
      if (way.held > 0) {
        const ssize_t sent = ::splice(way.reading.get(), nullptr, way.to->native_handle(), nullptr,
                                      way.held, k_splice_flags);
        if (sent < 0 && errno == EAGAIN) return wait(way, *way.to, tcp::socket::wait_write);
        if (sent <= 0) return close();
        way.held -= static_cast<std::size_t>(sent);
        continue;
      }
      const ssize_t got = ::splice(way.from->native_handle(), nullptr, way.writing.get(), nullptr,
                                   k_splice_size, k_splice_flags);
      if (got < 0 && errno == EAGAIN) return wait(way, *way.from, tcp::socket::wait_read);
      if (got < 0) return close();
      if (got == 0) return end(way);
      way.held = static_cast<std::size_t>(got);
    }
  }

  void wait(Way& way, tcp::socket& on, tcp::socket::wait_type what) {
    on.async_wait(what, [self = shared_from_this(), &way](const auto& error) {
      if (!error && self->outer.is_open()) self->move(way);
    });
  }

  void end(Way& way) {
    boost::system::error_code ignored;
    way.to->shutdown(tcp::socket::shutdown_send, ignored);
    way.ended = true;
    if (ways[0].ended && ways[1].ended) close();
  }

  void close() {
    boost::system::error_code ignored;
    outer.close(ignored);
    inner.close(ignored);
  }

  tcp::socket outer;
  tcp::socket inner;
  Way ways[2];
};

}  // namespace

struct PortProxy::State : std::enable_shared_from_this<State> {
  State(Loop& its_loop, const std::string& address, std::uint16_t port)
      : loop(its_loop),
        acceptor(its_loop.executor()),
        target(asio::ip::make_address(address), port) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const auto& error, tcp::socket socket) {
      if (!self->acceptor.is_open()) return;
      if (!error) self->dial(std::move(socket));
      self->accept();
    });
  }

  void dial(tcp::socket outside) {
    std::erase_if(relays, [](const auto& one) { return one.expired(); });
    const auto relay = std::make_shared<Relay>(std::move(outside), loop);
    relays.insert(relay);
    relay->inner.async_connect(target, [relay](const auto& error) {
      if (error || !relay->outer.is_open() || !relay->begin()) relay->close();
    });
  }

  Loop& loop;
  tcp::acceptor acceptor;
  tcp::endpoint target;
  std::set<std::weak_ptr<Relay>, std::owner_less<>> relays;
};

PortProxy::PortProxy(Loop& loop, Descriptor listener, const std::string& address,
                     std::uint16_t port)
    : m_state(std::make_shared<State>(loop, address, port)) {
  boost::system::error_code ignored;
  m_state->acceptor.assign(tcp::v4(), listener.release(), ignored);
  m_state->accept();
}

PortProxy::~PortProxy() {
  boost::system::error_code ignored;
  m_state->acceptor.close(ignored);
  for (const auto& weak : m_state->relays) {
    if (const auto relay = weak.lock()) relay->close();
  }
}

}  // namespace caisson::engine::embedded
