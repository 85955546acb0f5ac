#include <algorithm>

#include "engine/embedded/nest/nest.hpp"

namespace caisson::engine::embedded {

bool has_labels(const Labels& labels, const Labels& having) {
  return std::all_of(having.begin(), having.end(), [&](const auto& wanted) {
    const auto at = labels.find(wanted.first);
    return at != labels.end() && (wanted.second.empty() || at->second == wanted.second);
  });
}

Result<Network> Nest::create_network(const NetworkSpec& spec) {
  if (m_networks.count(spec.name) > 0)
    return Error{ErrorKind::conflict, "network `" + spec.name + "` exists"};
  std::vector<Cidr> taken;
  for (const auto& [name, other] : m_networks)
    taken.push_back(other.subnet);
  const bool chosen = spec.subnet.empty();
  const auto subnet = chosen ? free_subnet(taken) : parse_cidr(spec.subnet);
  if (!subnet) {
    if (chosen) return Error{ErrorKind::conflict, "all subnets are taken"};
    return Error{ErrorKind::protocol, "`" + spec.subnet + "` is no subnet"};
  }
  for (const auto& [name, other] : m_networks) {
    if (other.subnet.overlaps(*subnet))
      return Error{ErrorKind::conflict,
                   "subnet `" + spec.subnet + "` overlaps with network `" + name + "`"};
  }
  const std::string bridge = "bridge" + std::to_string(++m_last);
  const auto made = m_wiring.add_bridge(bridge, subnet->gateway(), subnet->prefix);
  if (!made) return made.error();
  const Network network{new_id(), spec.name, cidr_text(*subnet), spec.labels};
  m_networks[spec.name] = {network, *subnet, bridge, chosen};
  return network;
}

std::vector<Network> Nest::list_networks(const Labels& having) const {
  std::vector<Network> found;
  for (const auto& [name, one] : m_networks) {
    if (has_labels(one.network.labels, having)) found.push_back(one.network);
  }
  return found;
}

Result<void> Nest::remove_network(const std::string& name_or_id) {
  const auto at = std::find_if(m_networks.begin(), m_networks.end(), [&](const auto& one) {
    return one.first == name_or_id || one.second.network.id == name_or_id;
  });
  if (at == m_networks.end()) return {};
  for (const auto& [id, cell] : m_cells) {
    const auto& on = cell->seen.networks;
    const bool attached = std::any_of(
        on.begin(), on.end(), [&](const Attachment& one) { return one.network == at->first; });
    if (attached && (cell->pid != 0 || cell->starting))
      return Error{ErrorKind::conflict,
                   "network `" + at->first + "` is in use by container `" + cell->seen.name + "`"};
  }
  const auto removed = m_wiring.remove_link(at->second.bridge);
  if (!removed) return removed;
  m_networks.erase(at);
  if (is_empty() && m_emptied) m_emptied();
  return {};
}

Result<void> Nest::assign_addresses(Cell& cell) {
  for (Attachment& attachment : cell.seen.networks) {
    const auto at = m_networks.find(attachment.network);
    if (at == m_networks.end())
      return Error{ErrorKind::not_found, "no such network: `" + attachment.network + "`"};
    const BridgedNetwork& network = at->second;
    std::set<std::uint32_t> taken;
    for (const auto& [id, other] : m_cells) {
      for (const Attachment& one : other->seen.networks) {
        if (one.network == attachment.network) taken.insert(parse_ipv4(one.address).value_or(0));
      }
    }
    if (attachment.address.empty()) {
      const auto address = free_address(network.subnet, taken);
      if (!address)
        return Error{ErrorKind::conflict, "network `" + at->first + "` has no address left"};
      attachment.address = ipv4_text(*address);
      continue;
    }
    const auto address = parse_ipv4(attachment.address);
    const char* fault = nullptr;
    if (network.chosen) fault = "in a network whose subnet nobody chose";
    if (!address || !network.subnet.contains(address.value_or(0))) fault = "outside of its network";
    if (fault != nullptr)
      return Error{ErrorKind::service_failed,
                   "the address `" + attachment.address + "` is " + fault};
    if (*address == network.subnet.gateway() || taken.count(*address) > 0)
      return Error{ErrorKind::conflict, "the address `" + attachment.address + "` is in use"};
  }
  return {};
}

/// Gives the container a network namespace of its own, connected to its networks.
Result<void> Nest::wire(Cell& cell) {
  auto made = m_wiring.make_namespace();
  if (!made) return made.error();
  cell.network = *std::move(made);
  int number = 0;
  for (const Attachment& attachment : cell.seen.networks) {
    const auto at = m_networks.find(attachment.network);
    if (at == m_networks.end())
      return Error{ErrorKind::not_found, "no such network: `" + attachment.network + "`"};
    const BridgedNetwork& network = at->second;
    Wiring::Attach attach;
    attach.bridge = network.bridge;
    attach.outer = "veth" + std::to_string(++m_last);
    attach.inner = "eth" + std::to_string(number);
    attach.address = parse_ipv4(attachment.address).value_or(0);
    attach.prefix = network.subnet.prefix;
    attach.gateway = number == 0 ? network.subnet.gateway() : 0;
    const auto attached = m_wiring.attach(cell.network, attach);
    if (!attached) return attached;
    ++number;
  }
  return {};
}

}  // namespace caisson::engine::embedded
