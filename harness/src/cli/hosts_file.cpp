#include "cli/hosts_file.hpp"

#include <fmt/format.h>

#include <set>

namespace caisson::cli {
namespace {

/// Where `line` stands as a whole line of `content`, or npos.
std::size_t find_line(const std::string& content, const std::string& line, std::size_t from = 0) {
  for (std::size_t at = content.find(line, from); at != std::string::npos;
       at = content.find(line, at + 1)) {
    if (at == 0 || content[at - 1] == '\n') return at;
  }
  return std::string::npos;
}

}  // namespace

std::vector<std::string> routed_names(const model::Stack& stack) {
  std::set<std::string> names;
  for (const auto& [name, service] : stack.services) {
    for (const model::Route& route : service.routes)
      names.insert(fmt::format("{}.{}", route.host, stack.domain));
  }
  return {names.begin(), names.end()};
}

std::string hosts_lines(const std::vector<std::string>& names) {
  std::string lines;
  for (const std::string& name : names)
    lines += "127.0.0.1 " + name + "\n";
  return lines;
}

Result<std::string> with_hosts_block(const std::string& content, const std::string& stack,
                                     const std::string& lines) {
  const std::string first = fmt::format("# caisson: names of `{}`, begin\n", stack);
  const std::string last = fmt::format("# caisson: names of `{}`, end\n", stack);
  const std::string block = first + lines + last;
  const std::size_t begin = find_line(content, first);
  if (begin == std::string::npos) {
    const bool is_whole = content.empty() || content.back() == '\n';
    return content + (is_whole ? "" : "\n") + block;
  }
  const std::size_t end = find_line(content, last, begin);
  if (end == std::string::npos) {
    return Error{ErrorKind::io, fmt::format("the block of stack `{}` has no end", stack), "",
                 "Remove it, from the line that begins it on."};
  }
  return content.substr(0, begin) + block + content.substr(end + last.size());
}

}  // namespace caisson::cli
