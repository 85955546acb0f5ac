#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace caisson::data {

inline constexpr std::size_t k_tar_block = 512;
using TarBlock = std::array<char, k_tar_block>;

/// A regular file in an archive that `tar` reads (ustar, POSIX.1-2017 pax; sizes of 8 GiB and more
/// in GNU's base 256).
struct TarEntry {
  std::string name;  ///< at most 100 bytes
  std::int64_t size = 0;
};

TarBlock tar_header(const TarEntry& entry, std::int64_t modified);

/// None when its checksum is wrong, or when it is no regular file.
std::optional<TarEntry> tar_entry(const TarBlock& block);

/// The zero bytes that fill up the last block of so many bytes.
constexpr std::size_t tar_padding(std::int64_t size) {
  const auto over = static_cast<std::size_t>(size) % k_tar_block;
  return over == 0 ? 0 : k_tar_block - over;
}

}  // namespace caisson::data
