#include "engine/docker/archive.hpp"

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

namespace caisson::engine::docker {
namespace {

constexpr std::size_t k_block = 512;

std::string_view field_of(std::string_view header, std::size_t offset, std::size_t size) {
  const std::string_view whole = header.substr(offset, size);
  return whole.substr(0, whole.find('\0'));
}

template <class Number>
std::optional<Number> number(std::string_view text, int base) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  Number value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (parsed.ec != std::errc() || text.empty()) return std::nullopt;
  return value;
}

/// "<length> <key>=<value>\n", one after the other.
std::map<std::string, std::string> records(std::string_view text) {
  std::map<std::string, std::string> found;
  while (!text.empty()) {
    const auto length = number<std::size_t>(text, 10);
    const std::size_t space = text.find(' ');
    if (!length || *length > text.size() || space + 1 >= *length) break;
    const std::string_view record = text.substr(space + 1, *length - space - 2);
    const std::size_t equals = record.find('=');
    if (equals != record.npos)
      found[std::string(record.substr(0, equals))] = record.substr(equals + 1);
    text.remove_prefix(*length);
  }
  return found;
}

}  // namespace

Result<Archived> first_entry(std::string_view tar) {
  const Error broken{ErrorKind::protocol, "the engine sent an archive that is cut short"};
  std::map<std::string, std::string> extended;
  for (;;) {
    if (tar.size() < k_block) return broken;
    const std::string_view header = tar.substr(0, k_block);
    tar.remove_prefix(k_block);
    auto size = number<std::uint64_t>(field_of(header, 124, 12), 8);
    const char type = header[156];
    if (const auto said = extended.find("size"); said != extended.end())
      size = number<std::uint64_t>(said->second, 10);
    if (!size || *size > tar.size()) return broken;
    const std::string_view content = tar.substr(0, *size);
    if (type == 'x') {
      extended = records(content);
      tar.remove_prefix(
          std::min<std::uint64_t>(tar.size(), (*size + k_block - 1) / k_block * k_block));
      continue;
    }
    Archived entry;
    if (type == '2') {
      entry.kind = Archived::Kind::link;
      entry.link = extended.contains("linkpath") ? extended["linkpath"]
                                                 : std::string(field_of(header, 157, 100));
    } else if (type == '0' || type == '\0') {
      entry.kind = Archived::Kind::file;
      entry.content = content;
    }
    return entry;
  }
}

std::string link_target(const std::string& path, const std::string& link) {
  const auto target = std::filesystem::path(path).parent_path() / link;
  return ("/" / target.lexically_normal().relative_path()).string();
}

}  // namespace caisson::engine::docker
