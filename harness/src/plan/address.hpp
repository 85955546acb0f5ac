#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/stack.hpp"

namespace caisson::plan {

/// An IPv4 network in CIDR form.
struct Subnet {
  std::uint32_t base = 0;  ///< host byte order, host bits zero
  int prefix = 24;

  bool operator==(const Subnet&) const = default;
  bool overlaps(const Subnet& other) const;
  bool contains(std::uint32_t address) const;
};

/// "10.130.4.0/24"
std::string to_string(const Subnet& subnet);
/// Of "10.130.4.0/24" or a single address; host bits are cut off.
std::optional<Subnet> subnet_from(std::string_view text);
/// "10.130.4.12"
std::string address_text(std::uint32_t address);

/// The longest prefix with room for so many services: /24 up to 200.
int prefix_for(std::size_t services);

/// How many candidates there are for that prefix.
std::uint32_t candidate_count(int prefix);

/// The subnet a network tries as its `attempt`th, in 10.128.0.0/9: a hash of its name first, so
/// that it is the same from start to start, then the one next to it, and so on round.
Subnet subnet_candidate(std::string_view network_name, int prefix, std::uint32_t attempt);

/// The fixed address of a service among all of the stack, whatever is started, so that one started
/// later is reached without recreating anybody. It follows from a hash of the name (FNV-1a), the
/// next free one where an earlier name has it already: a service that is added or taken away later
/// leaves nearly all others where they are. Empty for an unknown service or one beyond the subnet.
std::string address_of(const model::Stack& stack, const std::string& service, const Subnet& subnet);

}  // namespace caisson::plan
