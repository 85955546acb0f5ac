// The only program in the containers of the command's own tests: one static file, so that an image
// is built in a moment and without a registry.
//
//   toy serve <port> [after <ms>] [for <ms>] [as <word>]
//                                              HTTP 200 on every path, and the word; ready late,
//                                              gone early
//   toy ask <name> <port>                      what the service of that name answers, then 0
//   toy exit <code> [after <ms>]               says so and ends
//   toy say <text>…                            one line an argument, then waits
//   toy print <text>…                          one line an argument, then ends with 0

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
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

int serve(unsigned short port, long after, long until, const std::string& name) {
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
    const std::string head = over ? "HTTP/1.1 500 Over\r\n" : "HTTP/1.1 200 OK\r\n";
    const std::string answer =
        head + "Content-Length: " + std::to_string(name.size()) + "\r\n\r\n" + name;
    if (::write(peer, answer.data(), answer.size()) < 0) say("nobody reads");
    ::close(peer);
  }
}

/// As /etc/hosts has it; the libraries that would ask a name server are no part of a static
/// program.
in_addr address_of(const std::string& name) {
  std::ifstream hosts("/etc/hosts");
  for (std::string line; std::getline(hosts, line);) {
    std::istringstream words(line);
    std::string address;
    words >> address;
    for (std::string alias; words >> alias;) {
      in_addr found{};
      if (alias == name && ::inet_pton(AF_INET, address.c_str(), &found) == 1) return found;
    }
  }
  in_addr found{};
  if (::inet_pton(AF_INET, name.c_str(), &found) != 1) ::_exit(113);
  return found;
}

int ask(const std::string& name, unsigned short port) {
  const int peer = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr = address_of(name);
  if (::connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 114;
  const std::string question = "GET / HTTP/1.1\r\nHost: " + name + "\r\n\r\n";
  if (::write(peer, question.data(), question.size()) < 0) return 115;
  std::string answer;
  char bytes[4096];
  for (ssize_t count = 0; (count = ::read(peer, bytes, sizeof bytes)) > 0;)
    answer.append(bytes, static_cast<std::size_t>(count));
  const auto body = answer.find("\r\n\r\n");
  if (answer.rfind("HTTP/1.1 200", 0) != 0 || body == std::string::npos) return 116;
  say("answered by " + answer.substr(body + 4));
  return 0;
}

/// The word behind another, or nothing.
std::string word(int argc, char** argv, const char* before) {
  for (int i = 2; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], before) == 0) return argv[i + 1];
  }
  return {};
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
                 option(argc, argv, "for"), word(argc, argv, "as"));
  }
  if (verb == "ask" && argc == 4)
    return ask(argv[2], static_cast<unsigned short>(std::atoi(argv[3])));
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
