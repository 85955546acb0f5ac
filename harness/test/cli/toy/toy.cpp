// The only program in the containers of the command's own tests: one static file, so that an image
// is built in a moment and without a registry.
//
//   toy serve <port> [after <ms>] [for <ms>]   HTTP 200 on every path; ready late, gone early
//   toy exit <code> [after <ms>]               says so and ends
//   toy say <text>…                            one line an argument, then waits
//   toy print <text>…                          one line an argument, then ends with 0

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace {

void say(const std::string& text) {
  const std::string line = text + "\n";
  if (::write(1, line.data(), line.size()) < 0) ::_exit(111);
}

void pause_for(long milliseconds) {
  const timespec time{milliseconds / 1000, (milliseconds % 1000) * 1'000'000};
  ::nanosleep(&time, nullptr);
}

/// The number behind a word, or 0.
long option(int argc, char** argv, const char* word) {
  for (int i = 2; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], word) == 0) return std::atol(argv[i + 1]);
  }
  return 0;
}

int serve(unsigned short port, long after, long until) {
  pause_for(after);
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 112;
  ::listen(listener, 16);
  say("listening on " + std::to_string(port));
  const std::time_t began = std::time(nullptr);
  for (;;) {
    const int peer = ::accept(listener, nullptr, nullptr);
    char request[4096];
    if (peer < 0 || ::read(peer, request, sizeof request) < 0) continue;
    const bool over = until > 0 && (std::time(nullptr) - began) * 1000 >= until;
    const std::string answer = over ? "HTTP/1.1 500 Over\r\nContent-Length: 0\r\n\r\n"
                                    : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    if (::write(peer, answer.data(), answer.size()) < 0) say("nobody reads");
    ::close(peer);
  }
}

}  // namespace

int main(int argc, char** argv) {
  // Process 1 of a container gets no default action for signals.
  std::signal(SIGTERM, [](int) { ::_exit(0); });
  std::signal(SIGPIPE, SIG_IGN);
  if (argc < 3) return 110;
  const std::string verb = argv[1];
  if (verb == "serve") {
    return serve(static_cast<unsigned short>(std::atoi(argv[2])), option(argc, argv, "after"),
                 option(argc, argv, "for"));
  }
  if (verb == "exit") {
    pause_for(option(argc, argv, "after"));
    say(std::string("ending with ") + argv[2]);
    return std::atoi(argv[2]);
  }
  for (int i = 2; i < argc; ++i)
    say(argv[i]);
  if (verb == "say") ::pause();
  return 0;
}
