// Both sides of lease/detach.hpp, for its test:
//
//   detach_probe start <how>   starts itself detached and says how that went
//   detach_probe other <how>   the detached side

#include <dirent.h>
#include <poll.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "lease/detach.hpp"

namespace {

using caisson::lease::report_ready;

std::string link_of(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
  return length < 0 ? std::string() : std::string(target, static_cast<std::size_t>(length));
}

/// Nothing but /dev/null and the report.
std::string what_it_holds() {
  if (link_of("/proc/self/cwd") != "/") return "a folder";
  for (const char* one : {"0", "1", "2"})
    if (link_of(std::string("/proc/self/fd/") + one) != "/dev/null") return "a stream";
  DIR* const folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return "no list";
  int beyond = 0;
  while (const dirent* const entry = ::readdir(folder)) {
    const int number = std::atoi(entry->d_name);
    if (number > caisson::lease::k_report_descriptor && number != ::dirfd(folder)) ++beyond;
  }
  ::closedir(folder);
  if (beyond > 0) return std::to_string(beyond) + " descriptors";
  // Nobody's child, in a session whose leader is gone: no terminal can come back to it.
  if (::getsid(0) == ::getpid()) return "a session";
  return {};
}

int other(const std::string& how) {
  if (how == "silent") return 0;
  if (how == "problem") report_ready("there is no engine");
  if (how == "check") report_ready(what_it_holds());
  if (how == "ready") report_ready();
  if (how == "late") {
    // Until whoever waits has given up: then the pipe has no reader any more.
    pollfd report{caisson::lease::k_report_descriptor, 0, 0};
    ::poll(&report, 1, 20'000);
  }
  return 0;
}

int start(const std::string& how) {
  if (how == "alone") {
    report_ready();
    std::puts("fine");
    return 0;
  }
  const auto limit = std::chrono::milliseconds(how == "late" ? 200 : 10'000);
  const auto started = caisson::lease::start_detached({"probe", "other", how}, limit);
  std::puts(started ? "started" : to_string(started.error()).c_str());
  return started ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  return std::strcmp(argv[1], "other") == 0 ? other(argv[2]) : start(argv[2]);
}
