#include "relay/copy.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace caisson::relay {
namespace {

constexpr std::size_t k_buffer_size = 64 * 1024;

bool may_come_later() {
  return errno == EAGAIN || errno == EINTR;
}

/// What one side said and the other has not heard yet.
class Way {
 public:
  Way(int from, int to) : m_from(from), m_to(to) {}

  bool over() const { return m_over; }
  bool wants_to_read() const { return !m_ended && m_begin == m_end; }
  bool wants_to_write() const { return m_begin != m_end; }

  /// False when the connection broke.
  bool read() {
    const ssize_t count = ::read(m_from, m_bytes.data(), m_bytes.size());
    if (count < 0) return may_come_later();
    m_begin = 0;
    m_end = static_cast<std::size_t>(count);
    m_ended = count == 0;
    return m_ended ? pass_on_the_end() : write();
  }

  bool write() {
    const ssize_t count = ::send(m_to, m_bytes.data() + m_begin, m_end - m_begin, MSG_NOSIGNAL);
    if (count < 0) return may_come_later();
    m_begin += static_cast<std::size_t>(count);
    return true;
  }

 private:
  bool pass_on_the_end() {
    m_over = true;
    return ::shutdown(m_to, SHUT_WR) == 0;
  }

  int m_from;
  int m_to;
  std::array<char, k_buffer_size> m_bytes{};
  std::size_t m_begin = 0;
  std::size_t m_end = 0;
  bool m_ended = false;
  bool m_over = false;
};

/// What one side said in two parts is not held back until the first is acknowledged.
void prepare(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
}

short awaited(const Way& in, const Way& out) {
  return static_cast<short>((in.wants_to_read() ? POLLIN : 0) |
                            (out.wants_to_write() ? POLLOUT : 0));
}

/// What is ready at one socket: `in` reads from it, `out` writes to it.
bool serve(short ready, Way& in, Way& out) {
  const bool readable = (ready & (POLLIN | POLLHUP | POLLERR)) != 0;
  if (readable && in.wants_to_read() && !in.read()) return false;
  const bool writable = (ready & (POLLOUT | POLLHUP | POLLERR)) != 0;
  if (writable && out.wants_to_write() && !out.write()) return false;
  return (ready & POLLNVAL) == 0;
}

}  // namespace

void copy_both_ways(int one, int other) {
  prepare(one);
  prepare(other);
  Way there(one, other);
  Way back(other, one);
  while (!there.over() || !back.over()) {
    std::array<pollfd, 2> sockets{
        {{one, awaited(there, back), 0}, {other, awaited(back, there), 0}}};
    // Who is asked for nothing would report its hang-up again and again.
    for (pollfd& socket : sockets)
      if (socket.events == 0) socket.fd = -1;
    if (::poll(sockets.data(), sockets.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (!serve(sockets[0].revents, there, back)) return;
    if (!serve(sockets[1].revents, back, there)) return;
  }
}

}  // namespace caisson::relay
