/* A test's LD_PRELOAD: kills a supervisor just before its n-th request to the engine
 * (CAISSON_TEST_DIE_AT), so that a crash is tried at every place a run can crash, and leaves the file
 * CAISSON_TEST_DIED. Other processes are left alone. Requests are recognised by their first bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int is_supervisor(void) {
  static int known = -1;
  char text[256];
  ssize_t length;
  int fd;
  if (known >= 0) return known;
  fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  length = read(fd, text, sizeof text - 1);
  close(fd);
  text[length > 0 ? length : 0] = 0;
  known = length > 0 && strcmp(text + strlen(text) + 1, "supervise") == 0;
  return known;
}

static void count(const void* bytes, size_t length) {
  static long calls = 0;
  const char* wanted = getenv("CAISSON_TEST_DIE_AT");
  if (!wanted || length < 8 || !is_supervisor()) return;
  if (memcmp(bytes, "GET /", 5) != 0 && memcmp(bytes, "POST /", 6) != 0 &&
      memcmp(bytes, "PUT /", 5) != 0 && memcmp(bytes, "DELETE /", 8) != 0)
    return;
  if (++calls == atol(wanted)) {
    close(open(getenv("CAISSON_TEST_DIED"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    kill(getpid(), SIGKILL);
  }
}

ssize_t sendto(int fd, const void* bytes, size_t length, int flags, const struct sockaddr* to,
               socklen_t size) {
  ssize_t (*next)(int, const void*, size_t, int, const struct sockaddr*, socklen_t) =
      dlsym(RTLD_NEXT, "sendto");
  count(bytes, length);
  return next(fd, bytes, length, flags, to, size);
}

ssize_t send(int fd, const void* bytes, size_t length, int flags) {
  ssize_t (*next)(int, const void*, size_t, int) = dlsym(RTLD_NEXT, "send");
  count(bytes, length);
  return next(fd, bytes, length, flags);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  ssize_t (*next)(int, const struct msghdr*, int) = dlsym(RTLD_NEXT, "sendmsg");
  if (message->msg_iovlen > 0) count(message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
  return next(fd, message, flags);
}
