// The program inside the test's containers. Its first argument says what it does; everything ends
// on SIGTERM with exit code 0, except `stubborn`, which ignores it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

void end(int) {
  _exit(0);
}

void say(const char* text) {
  std::printf("%s\n", text);
  std::fflush(stdout);
}

/// Echoes, one connection after the other.
int listen_on(int port) {
  const int server = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 1;
  if (::listen(server, 64) != 0) return 1;
  say("listening");
  for (;;) {
    const int peer = ::accept(server, nullptr, nullptr);
    if (peer < 0) continue;
    char buffer[4096];
    for (ssize_t got = ::read(peer, buffer, sizeof buffer); got > 0;
         got = ::read(peer, buffer, sizeof buffer))
      if (::write(peer, buffer, static_cast<std::size_t>(got)) != got) break;
    ::close(peer);
  }
}

/// Takes memory until the kernel objects.
int hog() {
  for (;;) {
    constexpr std::size_t k_piece = 4 * 1024 * 1024;
    void* piece = std::malloc(k_piece);
    if (piece == nullptr) return 3;
    std::memset(piece, 1, k_piece);
  }
}

int print_lines(int count) {
  for (int i = 0; i < count; ++i) {
    std::fprintf(i % 2 == 0 ? stdout : stderr, "line %d\n", i);
    std::fflush(nullptr);
  }
  std::printf("no line feed");
  return 0;
}

int print_file(const char* path) {
  FILE* file = std::fopen(path, "r");
  if (file == nullptr) return 1;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
    std::fputc(c, stdout);
  std::fclose(file);
  return 0;
}

int write_file(const char* path) {
  FILE* file = std::fopen(path, "w");
  if (file == nullptr) return 1;
  std::fclose(file);
  return 0;
}

int converse() {
  std::printf("terminal: %s\n", ::isatty(0) == 1 ? "yes" : "no");
  std::fflush(stdout);
  char line[256];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    if (std::strcmp(line, "bye\n") == 0) return 0;
    std::printf("heard %s", line);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGTERM, end);
  const std::string_view what = argc > 1 ? argv[1] : "sleep";
  const char* const argument = argc > 2 ? argv[2] : "";
  if (what == "listen") return listen_on(std::atoi(argument));
  if (what == "exit") return std::atoi(argument);
  if (what == "hog") return hog();
  if (what == "print") return print_lines(std::atoi(argument));
  if (what == "say") return say(argument), 0;
  if (what == "env") return say(std::getenv(argument) != nullptr ? std::getenv(argument) : ""), 0;
  if (what == "file") return print_file(argument);
  if (what == "write") return write_file(argument);
  if (what == "converse") return converse();
  if (what == "stubborn") std::signal(SIGTERM, SIG_IGN);
  say("sleeping");
  for (;;)
    ::pause();
}
