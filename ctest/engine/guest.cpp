// The program inside the test's containers. Its first argument says what it does; everything ends
// on SIGTERM with exit code 0, except `stubborn`, which ignores it.

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
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

void tell_signal(int number) {
  const char* const name = sigabbrev_np(number);
  std::printf("got %s\n", name != nullptr ? name : "?");
  std::fflush(stdout);
}

/// Says each signal it gets; ends on SIGTERM with 3.
int tell_signals() {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  say("listening");
  for (;;) {
    int number = 0;
    if (sigwait(&all, &number) != 0) return 1;
    tell_signal(number);
    if (number == SIGTERM) return 3;
  }
}

int tell_stdin() {
  struct stat about {};
  ::fstat(STDIN_FILENO, &about);
  // The numbers of /dev/null, null(4).
  const bool null = S_ISCHR(about.st_mode) && about.st_rdev == makedev(1, 3);
  char byte = 0;
  std::printf("stdin: %s, %zd, pid %d, session %d\n", null ? "null" : "something",
              ::read(STDIN_FILENO, &byte, 1), ::getpid(), ::getsid(0));
  return 0;
}

int count_zombies() {
  int count = 0;
  DIR* const folder = ::opendir("/proc");
  if (folder == nullptr) return -1;
  while (const dirent* const entry = ::readdir(folder)) {
    char path[300];
    std::snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    FILE* const file = std::fopen(path, "r");
    if (file == nullptr) continue;
    char state = 0;
    if (std::fscanf(file, "%*d (%*[^)]) %c", &state) == 1 && state == 'Z') ++count;
    std::fclose(file);
  }
  ::closedir(folder);
  return count;
}

/// Leaves `wanted` children to process 1, and says how many of them nobody has reaped.
int leave_orphans(int wanted) {
  int ends[2];
  if (::pipe(ends) != 0) return 1;
  for (int i = 0; i < wanted; ++i) {
    const pid_t parent = ::fork();
    if (parent == 0) {
      if (::fork() == 0) {
        // Ends only when its parent has: an orphan.
        while (::getppid() != 1) {
        }
        ::_exit(0);
      }
      ::_exit(0);
    }
    // Its direct child is reaped by itself, whoever is process 1.
    int status = 0;
    ::waitpid(parent, &status, 0);
  }
  ::close(ends[1]);
  char byte = 0;
  if (::read(ends[0], &byte, 1) != 0) return 1;  // every orphan has ended
  int left = count_zombies();
  for (int tries = 0; left > 0 && tries < 2000; ++tries)
    left = count_zombies();
  std::printf("%d zombies\n", left);
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
  if (what == "signals") return tell_signals();
  if (what == "stdin") return tell_stdin();
  if (what == "orphans") return leave_orphans(std::atoi(argument));
  if (what == "raise") return std::raise(std::atoi(argument));
  if (what == "stubborn") std::signal(SIGTERM, SIG_IGN);
  say("sleeping");
  for (;;)
    ::pause();
}
