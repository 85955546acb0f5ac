#include "lease/client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/file.hpp"

namespace caisson::lease {
namespace {

Error silent() {
  return {ErrorKind::timed_out, "the supervisor does not answer", "",
          "End it: its process id is in its lock file; then run the command again."};
}

bool nobody_listens(int error) {
  return error == ENOENT || error == ECONNREFUSED;
}

}  // namespace

Result<Client> Client::connect(const std::string& socket, Duration within) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof(address.sun_path)) {
    return Error{ErrorKind::io, "the socket's path is too long", socket};
  }
  std::memcpy(address.sun_path, socket.data(), socket.size());
  Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connection) return errno_error("cannot make a socket", socket);
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
      0) {
    if (!nobody_listens(errno)) return errno_error("cannot connect", socket);
    return Error{ErrorKind::not_found, "no supervisor listens", socket};
  }
  return Client(std::move(connection), within);
}

Result<std::string> Client::receive(bool patient) {
  pollfd readable{m_socket.get(), POLLIN, 0};
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(m_within).count();
  int ready = 0;
  do {
    ready = ::poll(&readable, 1, patient ? -1 : static_cast<int>(limit));
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) return silent();
  std::array<char, 4096> buffer{};
  const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) return std::string(buffer.data(), static_cast<std::size_t>(count));
  // A process that was killed resets its connections: that is an end, too.
  if (count == 0 || errno == ECONNRESET) return std::string();
  return errno_error("cannot read from the supervisor", "");
}

Result<void> Client::send(const Request& request, const Descriptor& along) {
  std::string text = encode(request) + "\n";
  iovec data{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (along) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = along.get();
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  const ssize_t sent = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(text.size())) return {};
  return Error{ErrorKind::not_found, "the supervisor is gone"};
}

Result<std::string> Client::line(bool patient) {
  for (;;) {
    const auto end = m_input.find('\n');
    if (end != std::string::npos) {
      std::string answer = m_input.substr(0, end);
      m_input.erase(0, end + 1);
      return answer;
    }
    const auto bytes = receive(patient);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return Error{ErrorKind::not_found, "the supervisor is gone"};
    m_input += *bytes;
  }
}

Result<Reply> Client::ask(const Request& request, const Descriptor& along) {
  const auto sent = send(request, along);
  if (!sent) return sent.error();
  const auto answer = line(false);
  return answer ? decode_reply(*answer) : answer.error();
}

Result<Grant> Client::lease(const request::Lease& wanted) {
  const auto sent = send(wanted, {});
  if (!sent) return sent.error();
  const auto answer = line(true);
  return answer ? decode_grant(*answer) : answer.error();
}

Result<Verdict> Client::end(const request::End& end) {
  const auto sent = send(end, {});
  if (!sent) return sent.error();
  const auto answer = line(true);
  return answer ? decode_verdict(*answer) : answer.error();
}

Result<void> Client::wait_for_end() {
  for (;;) {
    const auto bytes = receive(false);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return {};
  }
}

}  // namespace caisson::lease
