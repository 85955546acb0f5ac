#include "render/devcontainer_compose.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/compose_service.hpp"
#include "render/members.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

bool holds(const std::vector<Member>& members, const std::string& service) {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return member.service.name == service && member.profiles.empty();
  });
}

}  // namespace

Result<const model::Rendering*> find_compose(const model::Stack& stack,
                                             const model::Rendering& rendering,
                                             const std::string& folder,
                                             const std::string& service) {
  for (const auto& [path, other] : stack.renderings) {
    if (other.kind != model::Rendering::Kind::compose || folder_of(path) != folder) continue;
    const auto members = members_of(stack, other);
    if (!members) return members.error();
    if (holds(*members, service)) return &other;
  }
  const std::string path = (folder.empty() ? "" : folder + "/") + "docker-compose.yml";
  return Error{
      ErrorKind::usage,
      fmt::format("no file for Compose in `{}` holds `{}`, which the dev container is to "
                  "stand in for",
                  folder.empty() ? "." : folder, service),
      rendering.declared_at,
      fmt::format("declare it: `caisson_add_rendering({} AS COMPOSE SERVICES {})`", path, service)};
}

Json devcontainer_compose(const model::Stack& stack, const model::Rendering& rendering,
                          const model::Service& service, const model::Rendering& compose) {
  // Every path of both files is as seen from the folder of the first.
  const std::string folder = stack.source_dir + "/" + folder_of(compose.path);
  const std::string top = relative_path(stack.source_dir, folder);
  Json entry;
  if (rendering.image.empty()) {
    entry["image"] = stack.name + "/devcontainer:dev";
    entry["build"] = {{"context", top}, {"dockerfile", k_devcontainer_recipe}};
  } else {
    entry["image"] = compose_image(stack, rendering.image);
  }
  entry["volumes"] = {{{"type", "bind"}, {"source", top}, {"target", "/workspaces/" + stack.name}}};
  entry["read_only"] = false;
  // Nobody answers before the developer starts what is developed.
  if (service.healthcheck) entry["healthcheck"]["disable"] = true;
  if (service.memory_bytes > 0) {
    entry["mem_limit"] = 0;
    entry["memswap_limit"] = 0;
  }
  if (service.cpus > 0) entry["cpus"] = "0";
  return {{"services", {{service.name, std::move(entry)}}}};
}

}  // namespace caisson::render
