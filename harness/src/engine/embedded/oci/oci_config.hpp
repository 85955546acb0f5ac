#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/embedded/oci/process_user.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// Where the process 1 of leashed containers is mounted, and the program.
inline constexpr const char* k_leash_target = "/.caisson";
inline constexpr const char* k_leash_program = "/.caisson/leash";

/// What has been made for a container before its configuration is written.
struct Prepared {
  std::string id;
  std::string root;               ///< its root file system, merged
  std::string network_namespace;  ///< a path
  std::string cgroup;             ///< below each controller's mount
  std::string leash;              ///< the folder mounted at k_leash_target; empty: none
  std::string files;              ///< the folder with its `hosts`, `hostname` and `resolv.conf`
  ProcessUser user;
  /// Binds and volumes, each with a path of this machine as its source.
  std::vector<Mount> mounts;
};

/// The command line of a container: what the service says over what its image does. An entrypoint
/// of the service's own makes the image's command meaningless. ErrorKind::service_failed where
/// nobody says anything.
Result<std::vector<std::string>> command_line_of(const ContainerSpec& spec,
                                                 const ImageConfig& image);

/// The paths of the image's VOLUMEs that the service puts nothing on: each gets a volume without a
/// name.
std::vector<std::string> uncovered_volumes(const ContainerSpec& spec, const ImageConfig& image);

/// config.json of a bundle (OCI runtime-spec 1.0), as confined as Docker's containers are.
/// `argv` from `command_line_of`.
nlohmann::json oci_config(const ContainerSpec& spec, const ImageConfig& image,
                          const std::vector<std::string>& argv, const Prepared& prepared);

/// The process of `runc exec --process`: the container's own with another command line.
nlohmann::json oci_exec_process(const nlohmann::json& config, const ExecSpec& spec, bool terminal);

/// hosts(5): the machine itself and the declared names, nobody else.
std::string hosts_file(const ContainerSpec& spec);

}  // namespace caisson::engine::embedded
