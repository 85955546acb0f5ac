#include "plan/address.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

#include "base/hash.hpp"

namespace caisson::plan {
namespace {

constexpr std::uint32_t k_ours = 10U << 24U | 128U << 16U;  ///< 10.128.0.0
constexpr int k_our_prefix = 9;
/// Below it stand the network's own address, the gateway and what a network may need later.
constexpr std::uint32_t k_first_host = 10;
/// Left free in each subnet, so that a stack may grow without moving: 256 − 200.
constexpr std::size_t k_spare = 56;

std::uint32_t mask(int prefix) {
  return prefix == 0 ? 0 : ~std::uint32_t{0} << static_cast<unsigned>(32 - prefix);
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): cheap enough to be asked for every edge of a large stack.
std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : bytes)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  return hash;
}

std::uint32_t size_of(int prefix) {
  return std::uint32_t{1} << static_cast<unsigned>(32 - prefix);
}

}  // namespace

bool Subnet::contains(std::uint32_t address) const {
  return (address & mask(prefix)) == base;
}

bool Subnet::overlaps(const Subnet& other) const {
  return contains(other.base) || other.contains(base);
}

std::string address_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24U, address >> 16U & 255U, address >> 8U & 255U,
                     address & 255U);
}

std::string to_string(const Subnet& subnet) {
  return fmt::format("{}/{}", address_text(subnet.base), subnet.prefix);
}

std::optional<Subnet> subnet_from(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned value = 0;
    if (part > 0 && (at == end || *at++ != '.')) return std::nullopt;
    const auto [rest, error] = std::from_chars(at, end, value);
    if (error != std::errc() || value > 255) return std::nullopt;
    address = address << 8U | value;
    at = rest;
  }
  int prefix = 32;
  if (at != end) {
    if (*at++ != '/') return std::nullopt;
    const auto [rest, error] = std::from_chars(at, end, prefix);
    if (error != std::errc() || rest != end || prefix < 0 || prefix > 32) return std::nullopt;
  }
  return Subnet{address & mask(prefix), prefix};
}

int prefix_for(std::size_t services) {
  int prefix = 24;
  while (prefix > k_our_prefix && size_of(prefix) < services + k_spare)
    --prefix;
  return prefix;
}

std::uint32_t candidate_count(int prefix) {
  return std::uint32_t{1} << static_cast<unsigned>(prefix - k_our_prefix);
}

Subnet subnet_candidate(std::string_view network_name, int prefix, std::uint32_t attempt) {
  const std::uint64_t place = (stable_hash(network_name) + attempt) % candidate_count(prefix);
  return Subnet{k_ours + static_cast<std::uint32_t>(place) * size_of(prefix), prefix};
}

std::string address_of(const model::Stack& stack, const std::string& service,
                       const Subnet& subnet) {
  const std::uint32_t size = size_of(subnet.prefix);
  const std::size_t places = size > k_first_host + 1 ? size - k_first_host - 1 : 0;
  std::vector<bool> taken(places);
  for (std::size_t before = 0; const auto& [name, unused] : stack.services) {
    if (before++ == places) break;
    std::size_t place = fnv1a(name) % places;
    while (taken[place])
      place = (place + 1) % places;
    taken[place] = true;
    if (name == service)
      return address_text(subnet.base + k_first_host + static_cast<std::uint32_t>(place));
  }
  return "";
}

}  // namespace caisson::plan
