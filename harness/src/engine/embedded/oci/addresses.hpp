#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson::engine::embedded {

/// An IPv4 subnet.
struct Cidr {
  std::uint32_t base = 0;  ///< host byte order
  int prefix = 0;

  std::uint32_t last() const {
    return base | static_cast<std::uint32_t>((1ULL << (32 - prefix)) - 1);
  }
  bool contains(std::uint32_t address) const { return address >= base && address <= last(); }
  bool overlaps(const Cidr& other) const { return contains(other.base) || other.contains(base); }
  /// Where its bridge is.
  std::uint32_t gateway() const { return base + 1; }
};

std::optional<std::uint32_t> parse_ipv4(const std::string& text);
std::string ipv4_text(std::uint32_t address);
/// "10.1.2.0/24"; bits beyond the prefix are dropped. Room for a gateway and a container is needed.
std::optional<Cidr> parse_cidr(const std::string& text);
std::string cidr_text(const Cidr& cidr);

/// A subnet that overlaps none of these; none when all are taken.
std::optional<Cidr> free_subnet(const std::vector<Cidr>& taken);
/// An address that nobody has, neither network, gateway nor broadcast.
std::optional<std::uint32_t> free_address(const Cidr& subnet, const std::set<std::uint32_t>& taken);

}  // namespace caisson::engine::embedded
