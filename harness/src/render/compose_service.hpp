#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "render/compose.hpp"
#include "render/compose_edges.hpp"
#include "render/members.hpp"

namespace caisson::render {

/// What the parts of one file share.
struct ComposeFile {
  const model::Stack& stack;
  std::string folder;  ///< absolute, where the file lies
  ComposeOptions options;
  std::set<std::string> variables{};  ///< that the file wants set
  std::set<std::string> env_files{};  ///< where they may be, as the file names them
};

/// The name of the one-shot and of the volume that bring the prober.
inline constexpr const char* k_prober_service = "caisson-probe";

/// Fills the entry of a member under `services`; `routes` is the file with the routes that it gets,
/// as the compose file names it, if it is an edge.
Result<void> add_compose_service(nlohmann::ordered_json& entry, ComposeFile& file,
                                 const Member& member, const std::vector<ComposePlace>& places,
                                 const std::string& routes);

/// What the file calls an image: as a variable says, else by its reference.
std::string compose_image(const model::Stack& stack, const std::string& name);

/// The one-shot that puts the prober into its volume.
nlohmann::ordered_json compose_prober();

/// The key of a secret of a service at the top of the file.
std::string compose_secret(const std::string& service, const std::string& secret);

}  // namespace caisson::render
