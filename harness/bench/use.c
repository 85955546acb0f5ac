/* One use of the benchmark server, as a test would make it: `use <variable>` asks the server on
 * 127.0.0.1 at the port that the variable holds for its page; exit 0 when it answers. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char** argv) {
  static const char request[] = "GET / HTTP/1.1\r\nHost: use\r\n\r\n";
  char answer[16];
  struct sockaddr_in address;
  const char* port = argc == 2 ? getenv(argv[1]) : NULL;
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (port == NULL) return 2;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons((unsigned short)atoi(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr*)&address, sizeof address) != 0 ||
      write(fd, request, sizeof request - 1) < 0) {
    perror(port);
    return 1;
  }
  if (read(fd, answer, sizeof answer) < 12 || memcmp(answer, "HTTP/1.1 200", 12) != 0) {
    fprintf(stderr, "no answer at port %s\n", port);
    return 1;
  }
  return 0;
}
