#pragma once

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "engine/embedded/oci/oci_config.hpp"
#include "engine/embedded/wire/place.hpp"

namespace caisson::engine::embedded {

/// The folders of one container, and its mounts in the nest.
struct RootPaths {
  std::string folder;  ///< on tmpfs, its bundle
  std::string upper;   ///< what the container changes: on tmpfs, or on disk
  std::string merged() const { return folder + "/root"; }
  std::string files() const { return folder + "/files"; }
  std::string volume(std::size_t number) const {
    return folder + "/volume" + std::to_string(number);
  }
};

/// What a container is made of.
struct RootRequest {
  const ContainerSpec* spec = nullptr;
  const ImageConfig* image = nullptr;
  std::vector<std::string> layers;  ///< uppermost first
  const Home* home = nullptr;
};

/// Mounts the container's root file system and its volumes, writes its files, and finds out who it
/// runs as. On failure nothing is left mounted. Needs a mount namespace of the caller's own.
Result<Prepared> mount_root(const RootRequest& request, const RootPaths& paths,
                            const std::string& id);
/// Unmounts, and removes the folders.
void remove_root(const RootPaths& paths);

/// A file below a root as a process inside would find it: links do not lead out of it.
/// ErrorKind::not_found where there is none.
Result<Descriptor> open_inside(const std::string& root, const std::string& path);

}  // namespace caisson::engine::embedded
