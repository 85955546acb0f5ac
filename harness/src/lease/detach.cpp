#include "lease/detach.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace caisson::lease {
namespace {

constexpr std::string_view k_ready = "ready";

/// Between fork and exec: only what signal-safety(7) allows.
[[noreturn]] void become(char* const* argv, int report) {
  ::setsid();
  // The second child is nobody's session leader and nobody's child: no terminal can reach it.
  if (const pid_t child = ::fork(); child != 0) ::_exit(child < 0 ? 1 : 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nowhere = ::open("/dev/null", O_RDWR);
  // The report's number comes last: `nowhere` may have been given it.
  const bool moved =
      ::dup2(nowhere, 0) == 0 && ::dup2(nowhere, 1) == 1 && ::dup2(nowhere, 2) == 2 &&
      ::dup2(report, k_report_descriptor) == k_report_descriptor && ::chdir("/") == 0;
  if (moved) {
    ::close_range(k_report_descriptor + 1, ~0U, 0);
    ::execv("/proc/self/exe", argv);
  }
  ::_exit(127);
}

Result<std::string> read_report(int descriptor, Duration within) {
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(within).count();
  std::string text;
  for (;;) {
    pollfd readable{descriptor, POLLIN, 0};
    const int ready = ::poll(&readable, 1, static_cast<int>(limit));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Error{ErrorKind::timed_out, "the supervisor does not come up"};
    std::array<char, 1024> buffer{};
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<void> start_detached(const std::vector<std::string>& argv, Duration within) {
  std::array<int, 2> ends{};
  // Above every number that is about to be replaced in the child.
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error("cannot make a pipe", "");
  Descriptor reading(::fcntl(ends[0], F_DUPFD_CLOEXEC, 10));
  Descriptor writing(::fcntl(ends[1], F_DUPFD_CLOEXEC, 10));
  ::close(ends[0]);
  ::close(ends[1]);
  std::vector<std::string> copy = argv;
  std::vector<char*> pointers;
  for (auto& argument : copy)
    pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot start the supervisor", "");
  if (child == 0) become(pointers.data(), writing.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  writing.reset();
  const auto report = read_report(reading.get(), within);
  if (!report) return report.error();
  if (*report == k_ready) return {};
  return Error{ErrorKind::io, report->empty() ? "the supervisor ended at once" : *report};
}

void report_ready(const std::string& problem) {
  if (::fcntl(k_report_descriptor, F_GETFD) < 0) return;
  const std::string_view text = problem.empty() ? k_ready : std::string_view(problem);
  const ssize_t written = ::write(k_report_descriptor, text.data(), text.size());
  static_cast<void>(written);
  ::close(k_report_descriptor);
}

}  // namespace caisson::lease
