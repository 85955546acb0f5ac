#include "bench/tenancy.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/await.hpp"
#include "bench/stopwatch.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

Descriptor connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    throw std::runtime_error("no supervisor's socket: `" + path + "`");
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the supervisor at `" + path + "`");
  return fd;
}

json checked(const std::string& line) {
  if (line.empty()) throw std::runtime_error("the supervisor is gone");
  json answer = json::parse(line);
  const std::string error = answer.value("error", "");
  if (!error.empty()) throw std::runtime_error("the supervisor says: " + error);
  return answer;
}

}  // namespace

Tenancy::Tenancy(const std::string& caisson, const std::string& manifest)
    : m_manifest(manifest),
      m_socket(connect(first_line_of({caisson, "supervisor", "--manifest", manifest}))) {}

void Tenancy::send_line(const std::string& line) {
  if (::send(m_socket.get(), line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size()))
    throw std::runtime_error("cannot write to the supervisor");
}

std::string Tenancy::receive_line() {
  std::array<char, 65536> buffer;
  std::size_t end;
  while ((end = m_input.find('\n')) == std::string::npos) {
    const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return {};
    m_input.append(buffer.data(), static_cast<std::size_t>(count));
  }
  std::string line = m_input.substr(0, end);
  m_input.erase(0, end + 1);
  return line;
}

void Tenancy::send(const json& request) {
  send_line(request.dump() + "\n");
}

json Tenancy::receive() {
  return checked(receive_line());
}

json Tenancy::ask(const json& request) {
  send(request);
  return receive();
}

double Tenancy::seconds_of(const json& request, json& answer) {
  const std::string text = request.dump() + "\n";
  const Instant begin = std::chrono::steady_clock::now();
  send_line(text);
  const std::string line = receive_line();
  const double seconds = seconds_since(begin);
  answer = checked(line);
  return seconds;
}

json Tenancy::lease(const std::vector<std::string>& services,
                    const std::vector<std::string>& isolate) {
  return ask({{"request", "lease"},
              {"protocol", 2},
              {"manifest", m_manifest},
              {"services", services},
              {"isolate", isolate},
              {"name", "bench"},
              {"warm", false}});
}

void Tenancy::end_supervisor() {
  ask({{"request", "stop"}});
  while (!receive_line().empty()) {
  }
  m_socket.reset();
}

}  // namespace caisson::bench
