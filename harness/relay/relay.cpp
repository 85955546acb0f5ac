#include "relay/relay.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "relay/copy.hpp"

namespace caisson::relay {
namespace {

constexpr std::size_t k_longest_greeting = 256;
/// Those who greet at the same time; who comes beyond that waits at the door.
constexpr std::size_t k_most_greetings = 256;

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  const bool open =
      ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(listener, SOMAXCONN) == 0;
  if (open) return listener;
  ::close(listener);
  return -1;
}

int accept_from(int listener) {
  return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

/// Nothing else of ours may stay open in the child: its peers wait for the end.
[[noreturn]] void carry(int client, int tunnel) {
  ::dup2(client, 0);
  ::dup2(tunnel, 1);
  if (::syscall(SYS_close_range, 2U, ~0U, 0U) != 0) {
    for (int other = 2; other < ::sysconf(_SC_OPEN_MAX); ++other)
      ::close(other);
  }
  copy_both_ways(0, 1);
  ::_exit(0);
}

bool is_ready(const pollfd& socket) {
  return socket.revents != 0;
}

}  // namespace

Relay::Relay(std::string key, std::uint16_t control_port)
    : m_key(std::move(key)), m_control_port(control_port) {}

void Relay::serve() {
  m_door = listen_on(m_control_port);
  while (m_door >= 0) {
    std::vector<pollfd> sockets;
    const bool has_room = m_greetings.size() < k_most_greetings;
    sockets.push_back({has_room ? m_door : -1, POLLIN, 0});
    for (const Greeting& greeting : m_greetings)
      sockets.push_back({greeting.socket, POLLIN, 0});
    for (const auto& [port, offer] : m_offers) {
      sockets.push_back({offer.control, POLLIN, 0});
      sockets.push_back({offer.listener, POLLIN, 0});
    }
    if (::poll(sockets.data(), sockets.size(), -1) < 0) continue;
    // From the back: what is understood may make an offer, what has been polled stays in its place.
    look_at_offers(sockets);
    hear_greetings(sockets);
    if (is_ready(sockets.front())) look_at_door();
  }
}

void Relay::look_at_door() {
  const int socket = accept_from(m_door);
  if (socket >= 0) m_greetings.push_back({socket, {}});
}

void Relay::look_at_offers(const std::vector<pollfd>& sockets) {
  std::size_t at = 1 + m_greetings.size();
  for (auto offer = m_offers.begin(); offer != m_offers.end(); at += 2) {
    // It says nothing after its greeting: what can be read there is its end.
    if (is_ready(sockets[at])) {
      offer = withdraw(offer);
      continue;
    }
    if (is_ready(sockets[at + 1])) accept_client(offer->second);
    ++offer;
  }
}

void Relay::hear_greetings(const std::vector<pollfd>& sockets) {
  std::vector<Greeting> unfinished;
  std::size_t at = 1;
  for (Greeting& greeting : m_greetings) {
    bool keep = true;
    while (is_ready(sockets[at]) && keep) {
      // Byte by byte: what follows the line is not ours to read.
      char byte = 0;
      const ssize_t count = ::read(greeting.socket, &byte, 1);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) break;
      if (count == 1 && byte == '\n') {
        if (!understand(greeting.socket, greeting.text)) ::close(greeting.socket);
        greeting.socket = -1;
        break;
      }
      keep = count == 1 && greeting.text.size() < k_longest_greeting;
      greeting.text += byte;
    }
    if (!keep) ::close(greeting.socket);
    if (keep && greeting.socket >= 0) unfinished.push_back(std::move(greeting));
    ++at;
  }
  m_greetings = std::move(unfinished);
}

bool Relay::understand(int socket, const std::string& line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first + 1);
  if (first == std::string::npos || second == std::string::npos) return false;
  if (line.substr(0, first) != m_key) return false;
  const std::string what = line.substr(first + 1, second - first - 1);
  const long port = std::strtol(line.c_str() + second, nullptr, 10);
  if (port < 1 || port > 65535) return false;
  if (what == "offer") return open(static_cast<std::uint16_t>(port), socket);
  return what == "tunnel" && lead(static_cast<std::uint16_t>(port), socket);
}

/// Who offers last has it: the one before may be dead without our having noticed.
bool Relay::open(std::uint16_t port, int control) {
  const auto before = m_offers.find(port);
  if (before != m_offers.end()) withdraw(before);
  const int listener = listen_on(port);
  if (listener < 0) return false;
  m_offers[port] = {control, listener, {}};
  return true;
}

bool Relay::lead(std::uint16_t port, int tunnel) {
  const auto offer = m_offers.find(port);
  if (offer == m_offers.end() || offer->second.clients.empty()) return false;
  const int client = offer->second.clients.front();
  offer->second.clients.pop_front();
  if (::fork() == 0) carry(client, tunnel);
  ::close(client);
  ::close(tunnel);
  return true;
}

void Relay::accept_client(Offer& offer) {
  const int client = accept_from(offer.listener);
  if (client < 0) return;
  offer.clients.push_back(client);
  const char byte = 'c';
  // Where it cannot be told, the control connection is at its end, and says so in a moment.
  static_cast<void>(::send(offer.control, &byte, 1, MSG_NOSIGNAL));
}

Relay::Offers::iterator Relay::withdraw(Offers::iterator offer) {
  for (const int client : offer->second.clients)
    ::close(client);
  ::close(offer->second.listener);
  ::close(offer->second.control);
  return m_offers.erase(offer);
}

}  // namespace caisson::relay
