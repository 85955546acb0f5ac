/* The service that benchmarks and engine tests start: one static binary, so that an image of it needs
 * nothing else and start-up costs are the engine's, not ours.
 *
 *   server <port> [delay-ms] [stamp-file]   waits, listens, then stamps CLOCK_MONOTONIC (ns) and answers
 *                                           every connection with an HTTP 200
 *   server --check <port>                   exit 0 when something listens there (a container-side health
 *                                           check for tools that need one)
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void leave(int signal_number) {
  (void)signal_number;
  _exit(0);
}

static struct sockaddr_in address_of(const char* port, in_addr_t host) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)atoi(port));
  address.sin_addr.s_addr = host;
  return address;
}

static int check(const char* port) {
  struct sockaddr_in address = address_of(port, htonl(INADDR_LOOPBACK));
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return connect(fd, (struct sockaddr*)&address, sizeof address) == 0 ? 0 : 1;
}

static void stamp(const char* path) {
  struct timespec now;
  char text[32];
  int fd, length;
  clock_gettime(CLOCK_MONOTONIC, &now);
  length = snprintf(text, sizeof text, "%lld\n", (long long)now.tv_sec * 1000000000LL + now.tv_nsec);
  fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0 || write(fd, text, (size_t)length) != length) perror(path);
  close(fd);
}

static void serve(int listener) {
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
  char request[4096];
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) continue;
    if (read(fd, request, sizeof request) > 0 && write(fd, answer, sizeof answer - 1) < 0) perror("write");
    close(fd);
  }
}

int main(int argc, char** argv) {
  struct sockaddr_in address;
  int listener, yes = 1;
  long delay_ms = argc > 2 ? atol(argv[2]) : 0;
  if (argc == 3 && strcmp(argv[1], "--check") == 0) return check(argv[2]);
  if (argc < 2) return 2;
  /* As process 1 of a container the default action of a signal is to ignore it. */
  signal(SIGTERM, leave);
  signal(SIGPIPE, SIG_IGN);
  if (delay_ms > 0) {
    struct timespec pause = {delay_ms / 1000, (delay_ms % 1000) * 1000000L};
    nanosleep(&pause, NULL);
  }
  address = address_of(argv[1], htonl(INADDR_ANY));
  listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr*)&address, sizeof address) != 0 || listen(listener, 64) != 0) {
    perror("listen");
    return 1;
  }
  if (argc > 3) stamp(argv[3]);
  printf("listening on %s\n", argv[1]);
  fflush(stdout);
  serve(listener);
  return 0;
}
