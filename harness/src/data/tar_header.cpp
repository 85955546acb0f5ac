#include "data/tar_header.hpp"

#include <algorithm>
#include <cstring>

namespace caisson::data {
namespace {

/// A field of the header: where it is, and how long.
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field k_name{0, 100};
constexpr Field k_mode{100, 8};
constexpr Field k_user{108, 8};
constexpr Field k_group{116, 8};
constexpr Field k_size{124, 12};
constexpr Field k_modified{136, 12};
constexpr Field k_checksum{148, 8};
constexpr Field k_type{156, 1};
constexpr Field k_magic{257, 8};
constexpr std::int64_t k_longest_octal = 1LL << 33;
constexpr unsigned char k_base_256 = 0x80;

/// Octal digits with leading zeros; a zero byte ends them.
void put(TarBlock& block, Field field, std::int64_t number) {
  for (std::size_t at = field.at + field.size - 1; at-- > field.at; number /= 8)
    block[at] = static_cast<char>('0' + number % 8);
}

void put_size(TarBlock& block, std::int64_t size) {
  if (size < k_longest_octal) return put(block, k_size, size);
  for (std::size_t at = k_size.at + k_size.size; at-- > k_size.at; size /= 256)
    block[at] = static_cast<char>(size % 256);
  block[k_size.at] = static_cast<char>(k_base_256);
}

std::optional<std::int64_t> number_in(const TarBlock& block, Field field) {
  std::int64_t number = 0;
  if (static_cast<unsigned char>(block[field.at]) == k_base_256) {
    for (std::size_t at = field.at + field.size - 8; at < field.at + field.size; ++at)
      number = number * 256 + static_cast<unsigned char>(block[at]);
    return number < 0 ? std::nullopt : std::optional(number);
  }
  for (std::size_t at = field.at; at < field.at + field.size; ++at) {
    const char digit = block[at];
    if (digit == '\0' || digit == ' ') break;
    if (digit < '0' || digit > '7') return std::nullopt;
    number = number * 8 + (digit - '0');
  }
  return number;
}

/// Made with blanks in its own place.
std::int64_t checksum_of(const TarBlock& block) {
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < block.size(); ++at) {
    const bool own = at >= k_checksum.at && at < k_checksum.at + k_checksum.size;
    sum += own ? ' ' : static_cast<unsigned char>(block[at]);
  }
  return sum;
}

}  // namespace

TarBlock tar_header(const TarEntry& entry, std::int64_t modified) {
  TarBlock block{};
  std::memcpy(block.data() + k_name.at, entry.name.data(),
              std::min(entry.name.size(), k_name.size));
  put(block, k_mode, 0600);
  put(block, k_user, 0);
  put(block, k_group, 0);
  put_size(block, entry.size);
  put(block, k_modified, modified);
  block[k_type.at] = '0';
  std::memcpy(block.data() + k_magic.at, "ustar\00000", k_magic.size);
  put(block, {k_checksum.at, k_checksum.size - 1}, checksum_of(block));
  block[k_checksum.at + k_checksum.size - 1] = ' ';
  return block;
}

std::optional<TarEntry> tar_entry(const TarBlock& block) {
  const auto sum = number_in(block, k_checksum);
  const auto size = number_in(block, k_size);
  const bool sound = sum && *sum == checksum_of(block) && size && block[k_type.at] == '0';
  if (!sound) return std::nullopt;
  const char* const name = block.data() + k_name.at;
  return TarEntry{std::string(name, ::strnlen(name, k_name.size)), *size};
}

}  // namespace caisson::data
