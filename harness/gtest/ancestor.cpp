#include "ancestor.hpp"

#include <fcntl.h>

#include <charconv>

#include "pidfd.hpp"

namespace caisson::gtest {
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

template <class Number>
bool read_number(std::string_view field, Number& into) {
  const char* const end = field.data() + field.size();
  const auto read = std::from_chars(field.data(), end, into);
  return read.ec == std::errc() && read.ptr == end;
}

}  // namespace

std::optional<ProcessStat> parse_stat(std::string_view text) {
  constexpr int k_parent_field = 4;
  constexpr int k_start_time_field = 22;
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  ProcessStat stat;
  stat.name = text.substr(open + 1, close - open - 1);
  std::string_view rest = text.substr(close + 1);
  for (int field = 3; field <= k_start_time_field; ++field) {
    const std::size_t start = rest.find_first_not_of(' ');
    if (start == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(start);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \n"));
    rest.remove_prefix(word.size());
    if (field == k_parent_field && !read_number(word, stat.parent)) return std::nullopt;
    if (field == k_start_time_field && !read_number(word, stat.start_time)) return std::nullopt;
  }
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
  const auto process = find_ancestor(k_ctest, ::getppid());
  if (!process) return Ctest{};
  const auto before = stat_of(*process, "/proc");
  Descriptor pidfd = open_pidfd(*process);
  const auto after = stat_of(*process, "/proc");
  // It may have ended in between, and its number may be another's now.
  const bool is_same =
      before && after && after->name == k_ctest && after->start_time == before->start_time;
  if (!is_same) pidfd.reset();
  return Ctest{true, std::move(pidfd)};
}

}  // namespace caisson::gtest
