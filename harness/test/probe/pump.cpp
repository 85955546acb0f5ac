#include "probe/pump.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "probe/tcp.hpp"

namespace caisson::probe::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Descriptor bind_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    socket.reset();
  return socket;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool readable(int socket, SteadyClock::duration within) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(within).count();
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(milliseconds, 0))) > 0;
}

}  // namespace

Descriptor connect_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    socket.reset();
  return socket;
}

Verdict attempt(std::uint16_t port, Conversation& conversation,
                std::chrono::milliseconds patience) {
  const Descriptor socket = connect_to(port);
  if (!socket) return Verdict::not_ready("refused");
  const auto ends = SteadyClock::now() + patience;
  auto verdict = conversation.opened();
  bool quiet = true;
  std::array<char, 4096> buffer{};
  while (verdict.kind == Verdict::Kind::more) {
    if (!verdict.send.empty() && !send_all(socket.get(), verdict.send))
      return conversation.closed();
    const auto left = ends - SteadyClock::now();
    if (left <= left.zero()) return Verdict::not_ready("no answer");
    if (!readable(socket.get(), quiet ? std::min<SteadyClock::duration>(k_quiet, left) : left)) {
      if (quiet) verdict = conversation.silent();
      quiet = false;
      continue;
    }
    quiet = false;
    const auto count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return conversation.closed();
    verdict = conversation.received({buffer.data(), static_cast<std::size_t>(count)});
  }
  return verdict;
}

ReservedPort::ReservedPort() : m_socket(bind_to(0)) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (!m_socket ||
      ::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("no free port");
  m_number = ntohs(address.sin_port);
}

Descriptor ReservedPort::listen() const {
  Descriptor socket = bind_to(m_number);
  if (socket && ::listen(socket.get(), 64) != 0) socket.reset();
  return socket;
}

std::uint16_t free_port() {
  return ReservedPort().number();
}

}  // namespace caisson::probe::test
