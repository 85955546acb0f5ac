#pragma once

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "engine/embedded/nest/cgroups.hpp"
#include "engine/embedded/wire/place.hpp"

namespace caisson::engine::embedded {

/// Takes the lock of a nest, waiting for a predecessor that is about to be gone.
Result<Descriptor> lock_nest(const Home& home, const std::string& id);

/// What only this process and its children see: mounts of its own, with a tmpfs on its scratch
/// folder and the processes of its own pid namespace in /proc.
Result<void> mount_surroundings(const Home& home, const std::string& id);

/// Removes what nests that were killed have left: empty control groups, folders, sockets.
void sweep_dead_nests(const Home& home, const std::string& own_id, const Cgroups& cgroups);

/// At an orderly end, with the nest's turn in hand.
void remove_surroundings(const Home& home, const std::string& id);

}  // namespace caisson::engine::embedded
