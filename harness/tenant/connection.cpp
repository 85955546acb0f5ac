#include "tenant/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace caisson::tenant {
namespace {

using Clock = std::chrono::steady_clock;

/// For connecting and for sending: the supervisor takes both at once, or something is wrong.
constexpr timeval k_send_limit{30, 0};
/// The log of a test is the longest answer; more is no answer.
constexpr std::size_t k_longest_line = std::size_t{256} * 1024 * 1024;

std::string describe(int error) {
  return std::strerror(error);
}

Problem gone() {
  return {Problem::Kind::gone, "the supervisor has ended"};
}

int milliseconds_until(Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

Result<Connection> Connection::open(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Problem{Problem::Kind::gone, "the path of its socket is too long: `" + path + "`"};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return Problem{Problem::Kind::failed, "cannot make a socket: " + describe(errno)};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &k_send_limit, sizeof k_send_limit);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Problem{Problem::Kind::gone, "cannot connect to `" + path + "`: " + describe(errno)};
  }
  return Connection(std::move(socket));
}

std::optional<Problem> Connection::send(std::string_view line, int descriptor) {
  while (!line.empty()) {
    iovec part{const_cast<char*>(line.data()), line.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {};
    if (descriptor >= 0) {
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* const header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof descriptor);
      std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    const ssize_t count = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EPIPE || errno == ECONNRESET)) return gone();
    if (count < 0) {
      return Problem{Problem::Kind::failed, "cannot ask the supervisor: " + describe(errno)};
    }
    descriptor = -1;
    line.remove_prefix(static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

std::optional<Problem> Connection::read_more(std::optional<Clock::time_point> until) {
  pollfd readable{m_socket.get(), POLLIN, 0};
  const int ready = until ? ::poll(&readable, 1, milliseconds_until(*until)) : 1;
  if (ready < 0 && errno == EINTR) return std::nullopt;
  if (ready == 0) return Problem{Problem::Kind::failed, "the supervisor does not answer"};
  char buffer[16 * 1024];
  const ssize_t count = ::recv(m_socket.get(), buffer, sizeof buffer, 0);
  if (count > 0) {
    m_input.append(buffer, static_cast<std::size_t>(count));
    return std::nullopt;
  }
  if (count == 0 || errno == ECONNRESET) return gone();
  if (errno == EINTR) return std::nullopt;
  return Problem{Problem::Kind::failed, "cannot read the supervisor's answer: " + describe(errno)};
}

Result<std::string> Connection::receive(Limit limit) {
  std::optional<Clock::time_point> until;
  if (limit) until = Clock::now() + *limit;
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = m_input.find('\n', searched);
    if (end != std::string::npos) {
      std::string line = m_input.substr(0, end);
      m_input.erase(0, end + 1);
      return line;
    }
    searched = m_input.size();
    if (searched > k_longest_line) {
      return Problem{Problem::Kind::failed, "the supervisor's answer has no end"};
    }
    if (auto problem = read_more(until)) return *problem;
  }
}

bool Connection::is_over() const {
  char byte = 0;
  const ssize_t count = ::recv(m_socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

}  // namespace caisson::tenant
