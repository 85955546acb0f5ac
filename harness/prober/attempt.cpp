#include "prober/attempt.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>

#include "probe/tcp.hpp"

namespace caisson::prober {
namespace {

using SteadyClock = std::chrono::steady_clock;
using probe::Verdict;

/// The first address that is not the loopback's, else the loopback's.
in_addr own_address() {
  in_addr found{htonl(INADDR_LOOPBACK)};
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return found;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    const bool is_up = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!is_up || one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    sockaddr_in address{};
    std::memcpy(&address, one->ifa_addr, sizeof address);
    found = address.sin_addr;
    break;
  }
  ::freeifaddrs(all);
  return found;
}

/// One conversation over one socket.
class Attempt {
 public:
  Attempt(const model::HealthCheck& check, const probe::Credentials& credentials, Duration patience)
      : m_port(check.port),
        m_conversation(probe::make_conversation(check, credentials)),
        m_ends(SteadyClock::now() + patience),
        m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  ~Attempt() { ::close(m_socket); }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Verdict run() {
    if (!connect()) return Verdict::not_ready(std::strerror(m_error));
    m_quiet_at = SteadyClock::now() + probe::k_quiet;
    Verdict verdict = m_conversation->opened();
    while (verdict.kind == Verdict::Kind::more) {
      if (!send(verdict.send)) return Verdict::not_ready(std::strerror(m_error));
      verdict = next();
    }
    return verdict;
  }

 private:
  /// Waits for an event; false when the time is over, or `until` comes first.
  bool wait(short events, SteadyClock::time_point until) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(until, m_ends) - SteadyClock::now());
    pollfd entry{m_socket, events, 0};
    const auto count = ::poll(&entry, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (count == 0) m_error = ETIMEDOUT;
    return count > 0;
  }

  bool connect() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_port);
    address.sin_addr = own_address();
    sockaddr base{};
    std::memcpy(&base, &address, sizeof base);
    if (::connect(m_socket, &base, sizeof base) == 0) return true;
    m_error = errno;
    if (m_error != EINPROGRESS || !wait(POLLOUT, m_ends)) return false;
    socklen_t size = sizeof m_error;
    ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &m_error, &size);
    return m_error == 0;
  }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
        continue;
      }
      m_error = errno;
      if (m_error != EAGAIN || !wait(POLLOUT, m_ends)) return false;
    }
    return true;
  }

  /// What comes next: bytes, the end, silence, or the end of patience.
  Verdict next() {
    const bool may_be_quiet = !m_heard && !m_was_quiet;
    if (!wait(POLLIN, may_be_quiet ? m_quiet_at : m_ends)) {
      if (SteadyClock::now() >= m_ends || !may_be_quiet) return Verdict::not_ready("no answer");
      m_was_quiet = true;
      return m_conversation->silent();
    }
    std::array<char, 16384> buffer{};
    const auto count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      m_heard = true;
      return m_conversation->received({buffer.data(), static_cast<std::size_t>(count)});
    }
    const Verdict verdict = m_conversation->closed();
    return verdict.kind == Verdict::Kind::more
               ? Verdict::not_ready("closed the connection without an answer")
               : verdict;
  }

  std::uint16_t m_port;
  std::unique_ptr<probe::Conversation> m_conversation;
  SteadyClock::time_point m_ends;
  SteadyClock::time_point m_quiet_at{};
  int m_socket;
  int m_error = 0;
  bool m_heard = false;
  bool m_was_quiet = false;
};

}  // namespace

Verdict attempt(const model::HealthCheck& check, const probe::Credentials& credentials,
                Duration patience) {
  return Attempt(check, credentials, patience).run();
}

}  // namespace caisson::prober
