/*
 * Process 1 of a leashed container: runs the command line it is given as its child and ends with
 * it. Its own standard input is the leash: the engine keeps the other end open for as long as the
 * process that holds the container is connected, so the end of input means that nobody is left who
 * would ever remove the container. It then kills all there is and ends, and the engine removes the
 * container (AutoRemove).
 *
 * Nothing here waits for a time: one poll on the leash and on a signalfd. Signals go to the child,
 * as they would if it were process 1 itself; orphans are reaped.
 *
 * Exit code: the child's, 128 + n when signal n ended it, 137 at the end of the leash; 127 for a
 * command that is not there, 126 for one that cannot be run, 125 for a failure of our own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { exit_own_failure = 125, exit_not_runnable = 126, exit_not_found = 127, exit_signal = 128 };

extern char **environ;

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return; /* nobody to tell */
}

static _Noreturn void fail(int code, const char *what, const char *subject, int error) {
  say("caisson-leash: ");
  say(what);
  if (subject) {
    say(" `");
    say(subject);
    say("`");
  }
  if (error) {
    say(": ");
    say(strerror(error));
  }
  say("\n");
  _exit(code);
}

/* Tries `folder`/`name`; comes back with errno when that is not to be run. */
static void try_in(const char *folder, size_t length, const char *name, char *const argv[]) {
  const size_t size = strlen(name) + 1;
  char *path = malloc(length + 1 + size);
  if (!path) return;
  memcpy(path, folder, length);
  path[length] = '/';
  memcpy(path + length + 1, name, size);
  execve(path, argv, environ);
  const int error = errno;
  free(path);
  errno = error;
}

/* Like execvp(3), but never runs a file without a format as a shell script: the engine does not,
 * and the leash must not make a container run that otherwise would not. */
static _Noreturn void run(char *const argv[]) {
  const char *const name = argv[0];
  int error = ENOENT;
  if (strchr(name, '/')) {
    execve(name, argv, environ);
    error = errno;
  } else if (*name) {
    const char *folder = getenv("PATH");
    if (!folder) folder = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (;;) {
      const size_t length = strcspn(folder, ":");
      if (length) {
        try_in(folder, length, name, argv);
      } else {
        try_in(".", 1, name, argv);
      }
      /* One that is there and cannot be run is worth more in the message than the absent ones. */
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
      if (!folder[length]) break;
      folder += length + 1;
    }
  }
  const int absent = error == ENOENT || error == ENOTDIR;
  fail(absent ? exit_not_found : exit_not_runnable, "cannot run", name, error);
}

/* The child: never sees the leash, and has the signal mask the engine gave us. */
static _Noreturn void become(char *const argv[], const sigset_t *mask) {
  setsid();
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0 || dup2(null, STDIN_FILENO) < 0)
    fail(exit_own_failure, "cannot open", "/dev/null", errno);
  sigprocmask(SIG_SETMASK, mask, NULL);
  run(argv);
}

static _Noreturn void end_all(void) {
  /* A non-root process 1 may not kill everybody, but its end does. */
  kill(-1, SIGKILL);
  _exit(exit_signal + SIGKILL);
}

static void reap(pid_t child) {
  int status = 0;
  for (;;) {
    const pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended <= 0) return;
    if (ended != child) continue;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : exit_signal + WTERMSIG(status));
  }
}

static void take_signals(int signals, pid_t child) {
  struct signalfd_siginfo received;
  while (read(signals, &received, sizeof received) == (ssize_t)sizeof received) {
    if (received.ssi_signo == SIGCHLD) {
      reap(child);
    } else {
      kill(child, (int)received.ssi_signo);
    }
  }
}

/* What is written to the leash means nothing. */
static int leash_has_ended(void) {
  char ignored[512];
  const ssize_t got = read(STDIN_FILENO, ignored, sizeof ignored);
  return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

int main(int argc, char *argv[]) {
  if (argc < 2) fail(exit_own_failure, "no command given", NULL, 0);
  /* Elsewhere "kill all" would mean the whole machine. */
  if (getpid() != 1) fail(exit_own_failure, "not process 1 of a container", NULL, 0);

  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const int signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) fail(exit_own_failure, "cannot make", "signalfd", errno);

  const pid_t child = fork();
  if (child < 0) fail(exit_own_failure, "cannot start", argv[1], errno);
  if (child == 0) become(argv + 1, &before);

  struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}};
  for (;;) {
    if (poll(sources, 2, -1) < 0 && errno != EINTR) end_all();
    if (sources[1].revents) take_signals(signals, child);
    if (sources[0].revents && leash_has_ended()) end_all();
    sources[0].revents = sources[1].revents = 0;
  }
}
