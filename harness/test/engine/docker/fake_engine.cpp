#include "engine/docker/fake_engine.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace caisson::test {
namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

std::size_t body_size_of(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

/// A whole request, or an empty string at the end of the connection.
std::string read_request(int peer) {
  std::string request;
  for (;;) {
    const auto head_end = request.find("\r\n\r\n");
    if (head_end != std::string::npos &&
        request.size() >= head_end + 4 + body_size_of(request.substr(0, head_end)))
      return request;
    char buffer[65536];
    const auto got = ::recv(peer, buffer, sizeof buffer, 0);
    if (got <= 0) return {};
    request.append(buffer, static_cast<std::size_t>(got));
  }
}

bool write_all(int peer, const std::string& bytes, std::size_t piece) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = std::min(piece, bytes.size() - at);
    const auto sent = ::send(peer, bytes.data() + at, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

std::string response(unsigned status, const std::string& body, const std::string& more_fields) {
  return fmt::format(
      "HTTP/1.1 {} Whatever\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\n"
      "Content-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}",
      status, more_fields, body.size(), body);
}

std::string chunked(const std::vector<std::string>& chunks) {
  std::string bytes =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& chunk : chunks)
    bytes += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  return bytes + "0\r\n\r\n";
}

FakeEngine::FakeEngine(std::function<Reply(const std::string&)> answer)
    : m_answer(std::move(answer)) {
  static std::atomic<int> count = 0;
  m_path = fmt::format("/tmp/caisson-fake-{}-{}.sock", ::getpid(), ++count);
  ::unlink(m_path.c_str());
  m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(m_path);
  if (::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(m_listener, 64) != 0)
    std::abort();
  m_acceptor = std::thread([this] { accept_all(); });
}

FakeEngine::~FakeEngine() {
  m_ending = true;
  ::shutdown(m_listener, SHUT_RDWR);
  m_acceptor.join();
  drop_connections();
  for (std::thread& thread : m_threads)
    thread.join();
  ::close(m_listener);
  ::unlink(m_path.c_str());
}

engine::docker::Endpoint FakeEngine::endpoint() const {
  return *engine::docker::parse_endpoint(url(), "test");
}

void FakeEngine::drop_connections() {
  const std::lock_guard lock(m_mutex);
  for (const int peer : m_peers)
    ::shutdown(peer, SHUT_RDWR);
}

void FakeEngine::accept_all() {
  for (;;) {
    const int peer = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) {
      if (m_ending) return;
      continue;
    }
    ++m_connections;
    const std::lock_guard lock(m_mutex);
    m_peers.push_back(peer);
    m_threads.emplace_back([this, peer] { serve(peer); });
  }
}

void FakeEngine::serve(int peer) {
  for (bool open = true; open;) {
    const std::string request = read_request(peer);
    if (request.empty()) break;
    ++m_requests;
    const Reply reply = m_answer(request);
    open = write_all(peer, reply.bytes, reply.piece) && reply.after == Reply::After::keep;
    if (reply.after == Reply::After::hang) {
      char byte = 0;
      while (::recv(peer, &byte, 1, 0) > 0) {
      }
    }
  }
  const std::lock_guard lock(m_mutex);
  std::erase(m_peers, peer);
  ::close(peer);
}

}  // namespace caisson::test
