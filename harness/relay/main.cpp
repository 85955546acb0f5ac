#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include "plan/relay.hpp"
#include "relay/relay.hpp"

/// caisson-relay [<key> <control port>]: in a container its host name is the key, which nobody else
/// in its networks can know.
int main(int argc, char** argv) {
  // Process 1 of a container gets no default action for signals.
  std::signal(SIGTERM, [](int) { ::_exit(0); });
  std::signal(SIGINT, [](int) { ::_exit(0); });
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_IGN);  // no zombies
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  const bool told = argc == 3;
  const int port = told ? std::atoi(argv[2]) : caisson::plan::relay::k_control_port;
  caisson::relay::Relay(told ? argv[1] : name.data(), static_cast<std::uint16_t>(port)).serve();
  return 1;
}
