#include "clone/database_names.hpp"

#include <charconv>

#include "base/hash.hpp"

namespace caisson::clone {
namespace {

/// Leaves room for `_t` and any number, and for `_template`.
constexpr std::size_t k_longest_stem = 40;
constexpr std::size_t k_hash = 8;

std::string stem_of(std::string_view base) {
  if (base.size() <= k_longest_stem) return std::string(base);
  std::size_t length = k_longest_stem - k_hash - 1;
  // Not inside a UTF-8 character.
  while (length > 0 && (static_cast<unsigned char>(base[length]) & 0xc0U) == 0x80U)
    --length;
  return std::string(base.substr(0, length)) + "_" + sha256_hex(base).substr(0, k_hash);
}

}  // namespace

std::string template_name(std::string_view base) {
  return stem_of(base) + "_template";
}

std::string clone_name(std::string_view base, std::uint64_t number) {
  return stem_of(base) + "_t" + std::to_string(number);
}

std::optional<std::uint64_t> clone_number(std::string_view base, std::string_view name) {
  const std::string prefix = stem_of(base) + "_t";
  if (!name.starts_with(prefix)) return std::nullopt;
  const std::string_view digits = name.substr(prefix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (clone_name(base, number) != name) return std::nullopt;  // leading zeros
  return number;
}

}  // namespace caisson::clone
