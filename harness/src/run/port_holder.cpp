#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/descriptor.hpp"
#include "run/host_ports.hpp"

namespace caisson::run {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_listening = "0A";  ///< TCP_LISTEN in /proc/net/tcp, proc(5)

/// The inode of the socket that listens on the port, out of a table as proc(5) describes it; empty
/// when none does.
std::string listening_inode(const char* table, std::uint16_t port) {
  std::ifstream lines(table);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >>
        inode;
    const std::size_t colon = local.rfind(':');
    if (state != k_listening || colon == std::string::npos) continue;
    if (std::stoul("0" + local.substr(colon + 1), nullptr, 16) == port) return inode;
  }
  return {};
}

bool holds_socket(const fs::path& process, const std::string& inode) {
  const std::string wanted = "socket:[" + inode + "]";
  std::error_code error;
  for (fs::directory_iterator at(process / "fd", error), end; !error && at != end;
       at.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(at->path(), unreadable).string() == wanted) return true;
  }
  return false;
}

}  // namespace

bool port_is_free(std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return true;  // no descriptor to test with: let the engine find out
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int bound =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return bound == 0 || errno != EADDRINUSE;  // a privileged port is the engine's business
}

std::string port_holder(std::uint16_t port) {
  std::string inode = listening_inode("/proc/net/tcp", port);
  if (inode.empty()) inode = listening_inode("/proc/net/tcp6", port);
  if (inode.empty() || inode == "0") return {};
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string pid = at->path().filename().string();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (!holds_socket(at->path(), inode)) continue;
    std::ifstream file(at->path() / "comm");
    std::string name;
    std::getline(file, name);
    return "`" + name + "` (pid " + pid + ")";
  }
  return {};
}

}  // namespace caisson::run
