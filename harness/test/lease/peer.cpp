#include "lease/peer.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace caisson::test {

Peer::Peer(const std::string& path) : m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const timeval limit{10, 0};
  ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    m_problem = errno;
}

bool Peer::send(const std::string& bytes, const std::vector<int>& descriptors) {
  constexpr std::size_t k_most = 8;
  std::string rest = bytes;
  iovec data{rest.data(), rest.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(k_most * sizeof(int))> control{};
  if (!descriptors.empty()) {
    const std::size_t size = descriptors.size() * sizeof(int);
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    std::memcpy(CMSG_DATA(header), descriptors.data(), size);
  }
  const ssize_t sent = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(bytes.size());
}

std::optional<std::string> Peer::take_line(int flags) {
  for (;;) {
    const auto end = m_input.find('\n');
    if (end != std::string::npos) {
      std::string line = m_input.substr(0, end);
      m_input.erase(0, end + 1);
      return line;
    }
    std::array<char, 65536> buffer{};
    const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), flags);
    if (count <= 0) return std::nullopt;
    m_input.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string Peer::line() {
  return take_line(0).value_or(std::string());
}

std::optional<std::string> Peer::line_at_hand() {
  return take_line(MSG_DONTWAIT);
}

bool Peer::ends() {
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  while ((count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0)) > 0) {
  }
  return count == 0 || errno == ECONNRESET;
}

}  // namespace caisson::test
