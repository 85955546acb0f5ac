/* Stands in for Ryuk, the reaper container of Testcontainers, whose image cannot be had everywhere:
 * it starts as one, says what its clients wait for, and speaks its protocol (a filter a line, `ACK`
 * for each), but removes nothing. It ends with its last client, where Ryuk would stay ten seconds
 * more. */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 64

static void leave(int signal_number) {
  (void)signal_number;
  _exit(0);
}

/* Whether the client is still there. */
static int answer(int fd) {
  char text[4096];
  ssize_t at, count = read(fd, text, sizeof text);
  for (at = 0; at < count; ++at)
    if (text[at] == '\n' && write(fd, "ACK\n", 4) != 4) return 0;
  return count > 0;
}

static int listen_on(unsigned short port) {
  struct sockaddr_in address;
  int yes = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr*)&address, sizeof address) != 0 || listen(fd, MOST) != 0) {
    perror("listen");
    exit(1);
  }
  return fd;
}

int main(void) {
  struct pollfd open[MOST + 1];
  nfds_t count = 1, i;
  int had_filter = 0;
  signal(SIGTERM, leave);
  signal(SIGPIPE, SIG_IGN);
  open[0].fd = listen_on(8080);
  open[0].events = POLLIN;
  puts("Started");
  fflush(stdout);
  /* The engine's port proxy may connect without a client: only one that spoke counts. */
  while (count > 1 || !had_filter) {
    if (poll(open, count, -1) < 0) continue;
    for (i = count - 1; i > 0; --i) {
      if (open[i].revents == 0) continue;
      if (answer(open[i].fd)) {
        had_filter = 1;
      } else {
        close(open[i].fd);
        open[i] = open[--count];
      }
    }
    if (open[0].revents != 0 && count <= MOST) {
      open[count].fd = accept(open[0].fd, NULL, NULL);
      open[count].events = POLLIN;
      open[count].revents = 0;
      if (open[count].fd >= 0) ++count;
    }
  }
  return 0;
}
