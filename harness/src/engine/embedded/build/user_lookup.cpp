#include "engine/embedded/build/user_lookup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace caisson::engine::embedded::build {
namespace {

constexpr std::size_t k_longest_text = 4UL << 20;

std::optional<unsigned> id_in(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The lines of a table of the image, at their colons; none where it has no such table.
std::vector<std::vector<std::string>> rows_of(const store::RootFolder& image,
                                              const std::string& path) {
  const auto file = image.follow(path, O_RDONLY | O_NONBLOCK);
  std::vector<std::vector<std::string>> rows;
  if (!file) return rows;
  std::string text;
  std::array<char, 16384> buffer{};
  ssize_t got = 0;
  while (text.size() < k_longest_text &&
         (got = ::read(file->get(), buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  for (const std::string& line : split(text, '\n'))
    rows.push_back(split(line, ':'));
  return rows;
}

Error nobody(const char* what, const std::string& name) {
  return {ErrorKind::image, fmt::format("the image has no {} `{}`", what, name)};
}

}  // namespace

Result<User> look_up_user(const store::RootFolder& image, const std::string& user) {
  const auto colon = user.find(':');
  const std::string name = user.substr(0, colon);
  const std::string group = colon == user.npos ? "" : user.substr(colon + 1);
  User found;
  std::string login = name.empty() ? "root" : name;
  if (const auto id = id_in(name)) found.id = *id;
  bool known = false;
  for (const auto& row : rows_of(image, "etc/passwd")) {
    if (row.size() < 6 || known) continue;
    const auto id = id_in(row[2]);
    const auto main_group = id_in(row[3]);
    const bool is_meant = id_in(name) ? id == id_in(name) : row[0] == login;
    if (!is_meant || !id || !main_group) continue;
    known = true;
    found = {*id, *main_group, {}, row[5].empty() ? "/" : row[5]};
    login = row[0];
  }
  if (!known && !name.empty() && !id_in(name)) return nobody("user", name);
  if (!known && found.id == 0) found.home = "/root";
  bool group_known = group.empty();
  if (const auto id = id_in(group)) {
    found.group = *id;
    group_known = true;
  }
  for (const auto& row : rows_of(image, "etc/group")) {
    const auto id = row.size() < 4 ? std::nullopt : id_in(row[2]);
    if (!id) continue;
    if (!group_known && row[0] == group) {
      found.group = *id;
      group_known = true;
    }
    const auto members = split(row[3], ',');
    if (group.empty() && known && std::find(members.begin(), members.end(), login) != members.end())
      found.groups.push_back(*id);
  }
  if (!group_known) return nobody("group", group);
  return found;
}

}  // namespace caisson::engine::embedded::build
