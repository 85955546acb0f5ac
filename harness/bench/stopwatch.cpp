#include "bench/stopwatch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace caisson::bench {
namespace {

std::vector<char*> pointers_of(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const auto& word : argv)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void become(const std::vector<char*>& argv, const std::string& directory, int output) {
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(output < 0 ? null : output, STDOUT_FILENO);
  if (::chdir(directory.c_str()) == 0) ::execvp(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

double seconds_of(const std::vector<std::string>& argv, const std::string& directory) {
  const auto pointers = pointers_of(argv);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::vfork();
  if (child == 0) become(pointers, directory, -1);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child)
    throw std::runtime_error("cannot run `" + argv[0] + "`");
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(
        fmt::format("`{}` failed with status {}", fmt::join(argv, " "), status));
  return elapsed.count();
}

std::string first_line_of(const std::vector<std::string>& argv) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  const auto pointers = pointers_of(argv);
  const pid_t child = ::fork();
  if (child == 0) become(pointers, ".", ends[1]);
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) return {};
  return text.substr(0, text.find('\n'));
}

}  // namespace caisson::bench
