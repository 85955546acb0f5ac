// Rolls dice over HTTP, one request after the other:
//   GET /roll?sides=20   {"sides":20,"rolled":7}
//   GET /health          {"status":"ok"}

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

namespace {

constexpr std::uint16_t k_port = 8080;
constexpr int k_most_sides = 1000;

int roll(int sides) {
  static std::mt19937 random{std::random_device{}()};
  return std::uniform_int_distribution(1, sides)(random);
}

std::string response(std::string_view status, std::string_view json) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
         std::to_string(json.size()) + "\r\n\r\n" + std::string(json);
}

/// `target` is what stands between `GET ` and ` HTTP/1.1`.
std::string answer(std::string_view target) {
  constexpr std::string_view k_roll = "/roll?sides=";
  if (target == "/health") return response("200 OK", R"({"status":"ok"})");
  if (!target.starts_with(k_roll)) return response("404 Not Found", R"({"error":"no such page"})");
  target.remove_prefix(k_roll.size());
  int sides = 0;
  const char* const end = target.data() + target.size();
  const auto parsed = std::from_chars(target.data(), end, sides);
  if (parsed.ec != std::errc() || parsed.ptr != end || sides < 2 || sides > k_most_sides)
    return response("400 Bad Request", R"({"error":"sides is a number from 2 to 1000"})");
  const int rolled = roll(sides);
  return response("200 OK", "{\"sides\":" + std::to_string(sides) +
                                ",\"rolled\":" + std::to_string(rolled) + "}");
}

/// The head of a request fits into a packet, and nothing else of it is of interest.
void serve(int peer) {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(peer, buffer.data(), buffer.size());
  std::string_view request(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  std::string text = response("405 Method Not Allowed", R"({"error":"only GET"})");
  if (request.starts_with("GET ")) {
    request.remove_prefix(4);
    text = answer(request.substr(0, request.find(' ')));
  }
  if (::write(peer, text.data(), text.size()) < 0) std::perror("write");
  ::close(peer);
}

int listener() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(k_port);
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  return bound && ::listen(socket, SOMAXCONN) == 0 ? socket : -1;
}

}  // namespace

int main() {
  // Process 1 of a container has no default for it.
  std::signal(SIGTERM, [](int) { ::_exit(0); });
  const int socket = listener();
  if (socket < 0) {
    std::perror("cannot listen on port 8080");
    return 1;
  }
  for (;;) {
    const int peer = ::accept(socket, nullptr, nullptr);
    if (peer >= 0) serve(peer);
  }
}
