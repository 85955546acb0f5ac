// Runs a command. As `launcher <command>`: with its exit code, and says its own process id first; a
// copy of it called `ctest` is a ctest to whom it starts. As `launcher --orphan <command>`: after
// its parents have ended, so that none of them is an ancestor.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace {

/// Ends with the last process that holds the pipe's other end.
void wait_for_end_of(int reading) {
  char byte = 0;
  while (::read(reading, &byte, 1) > 0) {
  }
}

int run(char** command) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execv(command[0], command);
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int run_as_orphan(char** command) {
  int family[2];
  if (::pipe(family) != 0) return 127;
  if (::fork() != 0) return 0;
  const pid_t middle = ::getpid();
  if (::fork() == 0) {
    ::close(family[1]);
    // The parent's end closes the pipe.
    wait_for_end_of(family[0]);
    while (::getppid() == middle) {
    }
    ::execv(command[0], command);
    ::_exit(127);
  }
  ::_exit(0);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  if (std::strcmp(words[1], "--orphan") == 0) return run_as_orphan(words + 2);
  std::printf("launcher %d\n", ::getpid());
  std::fflush(stdout);
  return run(words + 1);
}
