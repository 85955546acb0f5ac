#include "base/loader_cache.hpp"

#include <cstdint>
#include <cstring>

namespace caisson {
namespace {

constexpr std::string_view k_magic = "glibc-ld.so.cache1.1";
constexpr std::size_t k_head = 48;   ///< sizeof(struct cache_file_new)
constexpr std::size_t k_entry = 24;  ///< sizeof(struct file_entry_new)

std::uint32_t number(std::string_view bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// Empty where it does not end within the bytes.
std::string_view text(std::string_view bytes, std::size_t offset) {
  const std::size_t end = offset < bytes.size() ? bytes.find('\0', offset) : bytes.npos;
  return end == bytes.npos ? std::string_view() : bytes.substr(offset, end - offset);
}

}  // namespace

/// In the byte order of the machine, ours like the image's: another one's program fails before.
std::vector<std::string> paths_in_loader_cache(std::string_view bytes, std::string_view library) {
  // glibc before 2.32 has the old format in front.
  const std::size_t begin = bytes.find(k_magic);
  if (begin == bytes.npos) return {};
  const std::string_view cache = bytes.substr(begin);
  if (cache.size() < k_head) return {};
  std::vector<std::string> paths;
  const std::size_t count = number(cache, k_magic.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = k_head + i * k_entry;
    if (cache.size() < at + k_entry) break;
    if (text(cache, number(cache, at + 4)) != library) continue;
    const std::string_view path = text(cache, number(cache, at + 8));
    if (!path.empty()) paths.emplace_back(path);
  }
  return paths;
}

}  // namespace caisson
