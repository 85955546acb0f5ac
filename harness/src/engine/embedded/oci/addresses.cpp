#include "engine/embedded/oci/addresses.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace caisson::engine::embedded {

std::optional<std::uint32_t> parse_ipv4(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::string ipv4_text(std::uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += std::to_string((address >> shift) & 0xFFU) + (shift > 0 ? "." : "");
  return text;
}

std::optional<Cidr> parse_cidr(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = parse_ipv4(text.substr(0, slash));
  int prefix = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, prefix);
  if (!address || error != std::errc() || stop != end || prefix < 1 || prefix > 30)
    return std::nullopt;
  const auto host_bits = static_cast<std::uint32_t>((1ULL << (32 - prefix)) - 1);
  return Cidr{*address & ~host_bits, prefix};
}

std::string cidr_text(const Cidr& cidr) {
  return ipv4_text(cidr.base) + "/" + std::to_string(cidr.prefix);
}

std::optional<Cidr> free_subnet(const std::vector<Cidr>& taken) {
  // 172.16.0.0/12, from its middle on: nobody outside of the nest sees them.
  for (std::uint32_t number = 0; number < 2048; ++number) {
    const Cidr candidate{(172U << 24) + (24U << 16) + (number << 8), 24};
    const bool held = std::any_of(taken.begin(), taken.end(),
                                  [&](const Cidr& one) { return one.overlaps(candidate); });
    if (!held) return candidate;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> free_address(const Cidr& subnet,
                                          const std::set<std::uint32_t>& taken) {
  for (std::uint32_t address = subnet.gateway() + 1; address < subnet.last(); ++address) {
    if (taken.count(address) == 0) return address;
  }
  return std::nullopt;
}

}  // namespace caisson::engine::embedded
