#include "engine/docker/address_book.hpp"

#include "engine/docker/locality.hpp"

namespace caisson::engine::docker {
namespace {

/// A refused connection says nothing new about an entry younger than this.
constexpr auto k_fresh = std::chrono::milliseconds(500);

bool is_any_address(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

/// The address of the first leg that is a bridge of this host.
std::string bridged_address(const Inspected& inspected) {
  for (const Wiring::Leg& leg : inspected.wiring.legs)
    if (!leg.address.empty() && has_bridge_of(leg.network_id)) return leg.address;
  return {};
}

/// Also bridges with names of their own (docker0, podman1): their gateway is an address of ours,
/// and the process shows that it is our container.
std::string direct_address(const Inspected& inspected) {
  std::string address = bridged_address(inspected);
  const Container& container = inspected.container;
  if (!address.empty() || !is_process_of(container.pid, container.id)) return address;
  if (inspected.wiring.host_network) return "127.0.0.1";
  for (const Wiring::Leg& leg : inspected.wiring.legs)
    if (!leg.address.empty() && has_address(leg.gateway)) return leg.address;
  return {};
}

}  // namespace

std::optional<AddressBook::Entry::Place> AddressBook::Entry::place_of(std::uint16_t port) const {
  if (!address.empty()) return Place{address, port};
  for (const PublishedPort& published : ports)
    if (published.container == port && published.host != 0)
      return Place{published.host_address, published.host};
  return std::nullopt;
}

AddressBook::AddressBook(const Endpoint& endpoint)
    : m_published_host(endpoint.transport == Endpoint::Transport::tcp ? endpoint.host
                                                                      : "127.0.0.1"),
      m_local(endpoint.transport == Endpoint::Transport::unix_socket) {}

const AddressBook::Entry* AddressBook::find(const std::string& id) const {
  const auto found = m_entries.find(id);
  return found == m_entries.end() ? nullptr : &found->second;
}

const AddressBook::Entry* AddressBook::learn(const Inspected& inspected, Instant now) {
  const Container& container = inspected.container;
  if (container.phase != Phase::running) {
    forget(container.id);
    return nullptr;
  }
  Entry& entry = m_entries[container.id];
  entry.address = m_local ? direct_address(inspected) : std::string{};
  entry.ports = container.ports;
  for (PublishedPort& port : entry.ports)
    if (is_any_address(port.host_address)) port.host_address = m_published_host;
  entry.learned = now;
  return &entry;
}

void AddressBook::learn_listed(const Inspected& inspected, Instant now) {
  const Container& container = inspected.container;
  forget(container.id);
  if (!m_local || container.phase != Phase::running) return;
  std::string address = bridged_address(inspected);
  if (!address.empty()) m_entries[container.id] = Entry{std::move(address), container.ports, now};
}

void AddressBook::doubt(const std::string& id, Instant now) {
  const auto found = m_entries.find(id);
  if (found != m_entries.end() && now - found->second.learned > k_fresh) m_entries.erase(found);
}

}  // namespace caisson::engine::docker
