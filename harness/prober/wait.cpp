#include "prober/wait.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <vector>

#include "prober/resolve.hpp"

namespace caisson::prober {
namespace {

constexpr int k_patience_ms = 2000;
/// Nobody tells when a port opens: it is asked again.
constexpr int k_pause_ms = 250;

/// 0: accepted; else what went wrong, as errno has it.
int connect_once(in_addr address, std::uint16_t port) {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(port);
  target.sin_addr = address;
  sockaddr base{};
  std::memcpy(&base, &target, sizeof base);
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  int error = ::connect(socket, &base, sizeof base) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd entry{socket, POLLOUT, 0};
    error = ETIMEDOUT;
    socklen_t size = sizeof error;
    if (::poll(&entry, 1, k_patience_ms) == 1)
      ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  ::close(socket);
  return error;
}

/// Empty: somebody accepted; else why nobody did.
std::string attempt_all(const std::string& name, std::uint16_t port) {
  std::string reason = "the name is not known";
  for (const in_addr address : resolve(name)) {
    const int error = connect_once(address, port);
    if (error == 0) return "";
    reason = std::strerror(error);
  }
  return reason;
}

}  // namespace

void wait_for(const std::string& name, std::uint16_t port) {
  // Process 1 of a container is not ended by a signal that it does not handle.
  ::signal(SIGTERM, [](int number) { ::_exit(128 + number); });
  std::string said;
  for (std::string reason = attempt_all(name, port); !reason.empty();
       reason = attempt_all(name, port)) {
    if (reason != said) std::printf("waiting for %s:%u: %s\n", name.c_str(), port, reason.c_str());
    std::fflush(stdout);
    said = reason;
    ::poll(nullptr, 0, k_pause_ms);
  }
}

}  // namespace caisson::prober
