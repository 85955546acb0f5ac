#include "engine/embedded/oci/process_user.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace caisson::engine::embedded {
namespace {

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The fields of the first line for which `wanted` holds; empty without one.
template <class Wanted>
std::vector<std::string> find_line(std::string_view file, std::size_t fields, Wanted wanted) {
  for (const std::string& line : split(file, '\n')) {
    std::vector<std::string> parts = split(line, ':');
    if (parts.size() >= fields && wanted(parts)) return parts;
  }
  return {};
}

Error unknown_identity(const char* what, const std::string& name) {
  return {ErrorKind::service_failed,
          std::string("the image has no ") + what + " `" + name + "`",
          {},
          "name one that it has, or a number"};
}

/// Of the group file: whom it lists as a member.
std::vector<std::uint32_t> groups_of(const std::string& name, std::string_view file) {
  std::vector<std::uint32_t> groups;
  for (const std::string& line : split(file, '\n')) {
    const std::vector<std::string> parts = split(line, ':');
    if (name.empty() || parts.size() < 4) continue;
    const std::vector<std::string> members = split(parts[3], ',');
    const auto id = number_of(parts[2]);
    if (id && std::find(members.begin(), members.end(), name) != members.end())
      groups.push_back(*id);
  }
  return groups;
}

}  // namespace

Result<ProcessUser> resolve_user(const std::string& user, std::string_view passwd,
                                 std::string_view group) {
  const auto colon = user.find(':');
  const std::string who = user.empty() ? "0" : user.substr(0, colon);
  const auto id = number_of(who);
  const auto entry = find_line(passwd, 7, [&](const std::vector<std::string>& parts) {
    return parts[0] == who || (id && number_of(parts[2]) == id);
  });
  if (entry.empty() && !id) return unknown_identity("user", who);
  ProcessUser resolved;
  resolved.uid = id.value_or(0);
  if (!entry.empty()) {
    resolved.uid = number_of(entry[2]).value_or(resolved.uid);
    resolved.gid = number_of(entry[3]).value_or(0);
    resolved.home = entry[5].empty() ? "/" : entry[5];
  }
  if (colon == std::string::npos) {
    resolved.groups = groups_of(entry.empty() ? std::string() : entry[0], group);
    return resolved;
  }
  const std::string which = user.substr(colon + 1);
  const auto gid = number_of(which);
  const auto line = find_line(group, 3, [&](const auto& parts) { return parts[0] == which; });
  if (line.empty() && !gid) return unknown_identity("group", which);
  resolved.gid = gid ? *gid : number_of(line[2]).value_or(0);
  return resolved;
}

}  // namespace caisson::engine::embedded
