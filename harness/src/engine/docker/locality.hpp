#pragma once

#include <string>

namespace caisson::engine::docker {

/// True when this host has the bridge dockerd makes for a user-defined network: its name carries
/// the first 12 digits of the network's random id, so it can be no other's.
bool has_bridge_of(const std::string& network_id);

/// True when one of this host's interfaces has the address.
bool has_address(const std::string& address);

/// True when the process is of that container, by its control groups: not some other process with
/// that number, as where the engine runs in a virtual machine.
bool is_process_of(int pid, const std::string& container_id);

}  // namespace caisson::engine::docker
