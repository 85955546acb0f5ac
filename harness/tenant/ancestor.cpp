#include "tenant/ancestor.hpp"

#include <fcntl.h>

#include <charconv>

#include "tenant/pidfd.hpp"

namespace caisson::tenant {
namespace {

constexpr std::string_view k_ctest = "ctest";

std::optional<ProcessStat> stat_of(pid_t process, const std::string& proc) {
  const std::string path = proc + "/" + std::to_string(process) + "/stat";
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[1024];
  const ssize_t count = file ? ::read(file.get(), text, sizeof text) : -1;
  if (count <= 0) return std::nullopt;
  return parse_stat(std::string_view(text, static_cast<std::size_t>(count)));
}

}  // namespace

std::optional<ProcessStat> parse_stat(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  ProcessStat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  // `) S 41 `: the state is one letter.
  constexpr std::size_t k_to_parent = 4;
  if (text.size() - close <= k_to_parent) return std::nullopt;
  const std::string_view rest = text.substr(close + k_to_parent);
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), stat.parent);
  const bool is_whole =
      read.ec == std::errc() && read.ptr != rest.data() + rest.size() && *read.ptr == ' ';
  if (!is_whole) return std::nullopt;
  return stat;
}

std::optional<pid_t> find_ancestor(std::string_view name, pid_t parent, const std::string& proc) {
  while (parent > 1) {
    const auto stat = stat_of(parent, proc);
    if (!stat) return std::nullopt;
    if (stat->name == name) return parent;
    parent = stat->parent;
  }
  return std::nullopt;
}

Ctest find_ctest() {
  const pid_t parent = ::getppid();
  const auto process = find_ancestor(k_ctest, parent);
  if (!process) return Ctest{};
  Descriptor pidfd = open_pidfd(*process);
  // It may have ended before that, and its number be another's: a parent that still is ours has
  // not.
  const bool is_same =
      *process == parent ? ::getppid() == parent : find_ancestor(k_ctest, ::getppid()) == process;
  if (!is_same) pidfd.reset();
  return Ctest{true, std::move(pidfd)};
}

}  // namespace caisson::tenant
