#include "engine/docker/locality.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>

#include "base/file.hpp"

namespace caisson::engine::docker {

bool has_bridge_of(const std::string& network_id) {
  if (network_id.size() < 12) return false;
  return ::if_nametoindex(("br-" + network_id.substr(0, 12)).c_str()) != 0;
}

bool has_address(const std::string& address) {
  in_addr wanted{};
  if (::inet_pton(AF_INET, address.c_str(), &wanted) != 1) return false;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return false;
  bool found = false;
  for (const ifaddrs* one = all; one != nullptr && !found; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    sockaddr_in in{};
    std::memcpy(&in, one->ifa_addr, sizeof in);
    found = in.sin_addr.s_addr == wanted.s_addr;
  }
  ::freeifaddrs(all);
  return found;
}

bool is_process_of(int pid, const std::string& container_id) {
  if (pid <= 0 || container_id.empty()) return false;
  const auto groups = read_file("/proc/" + std::to_string(pid) + "/cgroup");
  return groups && groups->find(container_id) != std::string::npos;
}

}  // namespace caisson::engine::docker
