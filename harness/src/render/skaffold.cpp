#include "render/skaffold.hpp"

#include <fmt/format.h>

#include <map>

#include "base/path.hpp"
#include "base/text.hpp"
#include "model/names.hpp"
#include "render/head.hpp"
#include "render/members.hpp"
#include "render/ports.hpp"
#include "render/relative_path.hpp"
#include "render/repository.hpp"
#include "render/yaml.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// A rule that copies what lies at `volume.source`, below `context`, to where it is mounted.
/// Whether it is a file is not known here: one whose name has an extension counts as such.
Json sync_rule(const model::Volume& volume, const std::string& context) {
  const std::string relative = relative_path(volume.source, context);
  const std::string source = relative == "." ? "" : relative.substr(2);
  const std::size_t dot = source.rfind('.');
  if (dot != std::string::npos && dot > source.rfind('/') + 1) {
    const std::string folder = folder_of(source);
    return {{"src", source},
            {"dest", folder_of(volume.target)},
            {"strip", folder.empty() ? "" : folder + "/"}};
  }
  const std::string folder = source.empty() ? "" : source + "/";
  return {{"src", folder + "**"}, {"dest", volume.target}, {"strip", folder}};
}

const std::string& context_of(const model::Image& image) {
  return image.context.empty() ? image.recipe : image.context;
}

class Skaffold {
 public:
  Skaffold(const model::Stack& stack, const model::Rendering& rendering,
           std::vector<Member> members)
      : m_stack(stack), m_rendering(rendering), m_members(std::move(members)) {}

  Result<Rendered> make() {
    if (auto found = find_images(); !found) return found.error();
    const model::Rendering* kubernetes = find_kubernetes();
    if (kubernetes == nullptr || m_stack.overlays.empty()) return nothing_to_deploy();
    Json document{{"apiVersion", "skaffold/v4beta14"},
                  {"kind", "Config"},
                  {"metadata", {{"name", m_stack.name}}}};
    for (const auto& [repository, image] : m_images)
      document["build"]["artifacts"].push_back(artifact(repository, *image));
    const std::string first = m_stack.overlays.begin()->first;
    document["manifests"] = manifests_of(*kubernetes, first);
    document["deploy"]["kubectl"] = Json::object();
    if (Json ports = forwards(); !ports.empty()) document["portForward"] = std::move(ports);
    for (const auto& [name, overlay] : m_stack.overlays) {
      if (name != first)
        document["profiles"].push_back(
            {{"name", name}, {"manifests", manifests_of(*kubernetes, name)}});
    }
    Rendered rendered;
    rendered.files = {{m_rendering.path, yaml_text(document, head())}};
    return rendered;
  }

 private:
  /// Two tags of one repository are one image for Skaffold.
  Result<void> find_images() {
    for (const Member& member : m_members) {
      const auto image = m_stack.images.find(member.service.image);
      if (image == m_stack.images.end() || !lies_in(context_of(image->second), m_stack.source_dir))
        continue;
      const auto [at, fresh] =
          m_images.try_emplace(repository_of(image->second.reference), &image->second);
      m_users.try_emplace(image->first, member.service.name);
      if (fresh || at->second == &image->second) continue;
      return Error{ErrorKind::usage,
                   fmt::format("Skaffold cannot tell the images `{}` and `{}` apart: it knows "
                               "both as `{}`",
                               at->second->name, image->first, at->first),
                   image->second.declared_at, "give them REFERENCEs that differ before the tag"};
    }
    return {};
  }

  const model::Rendering* find_kubernetes() const {
    for (const auto& [path, rendering] : m_stack.renderings) {
      if (rendering.kind == model::Rendering::Kind::kubernetes) return &rendering;
    }
    return nullptr;
  }

  Error nothing_to_deploy() const {
    return Error{ErrorKind::usage, "there is no overlay that Skaffold could deploy",
                 m_rendering.declared_at,
                 "declare `caisson_add_rendering(infrastructure/k8s AS KUBERNETES)` and "
                 "`caisson_add_overlay(dev)`"};
  }

  /// A path from the top, as the file names it.
  std::string from_here(const std::string& path) const {
    return relative_path(path, m_stack.source_dir + "/" + folder_of(m_rendering.path));
  }

  Json artifact(const std::string& repository, const model::Image& image) const {
    Json entry{{"image", repository}, {"context", from_here(context_of(image))}};
    if (Json sync = sync_of(image); !sync.empty()) entry["sync"]["manual"] = std::move(sync);
    // Skaffold says in IMAGE what it wants it to be called, and in PUSH_IMAGE whether it goes on.
    entry["custom"]["buildCommand"] = fmt::format(
        "image=$(caisson images {} --format env | sed -n 's/^CAISSON_IMAGE_{}=//p') && docker tag "
        "\"$image\" \"$IMAGE\" && {{ [ \"$PUSH_IMAGE\" != true ] || docker push \"$IMAGE\"; }}",
        m_users.at(image.name), model::variable_name(image.name));
    entry["custom"]["dependencies"] = {{"paths", Json::array({"."})},
                                       {"ignore", {"**/node_modules/**", "**/dist/**"}}};
    return entry;
  }

  Json sync_of(const model::Image& image) const {
    Json sync = Json::array();
    const std::string& context = context_of(image);
    for (const Member& member : m_members) {
      if (member.service.image != image.name) continue;
      for (const model::Volume& volume : member.service.volumes) {
        if (volume.is_path() && volume.read_only && lies_in(volume.source, context))
          sync.push_back(sync_rule(volume, context));
      }
    }
    return sync;
  }

  Json manifests_of(const model::Rendering& kubernetes, const std::string& overlay) const {
    const std::string path =
        fmt::format("{}/{}/overlays/{}", m_stack.source_dir, kubernetes.path, overlay);
    return {{"kustomize", {{"paths", Json::array({from_here(path)})}}}};
  }

  Json forwards() const {
    Json ports = Json::array();
    for (const Member& member : m_members) {
      const model::Service& service = member.service;
      if (service.completes) continue;
      for (const OpenPort& port : open_ports(service)) {
        ports.push_back({{"resourceType", "service"},
                         {"resourceName", service.name + "-service"},
                         {"namespace", m_stack.name},
                         {"port", port.port},
                         {"localPort", port.port}});
      }
    }
    return ports;
  }

  std::string head() const {
    return head_of(m_stack, m_rendering) +
           "\n\nIt makes images by `caisson`, which has to be in PATH.";
  }

  const model::Stack& m_stack;
  const model::Rendering& m_rendering;
  std::vector<Member> m_members;
  std::map<std::string, const model::Image*> m_images;  ///< by repository
  std::map<std::string, std::string> m_users;           ///< image → a service that has it
};

}  // namespace

Result<Rendered> render_skaffold(const model::Stack& stack, const model::Rendering& rendering) {
  Result<std::vector<Member>> members = members_in_cluster(stack, rendering);
  if (!members) return members.error();
  std::erase_if(*members, [](const Member& member) { return member.service.edge.has_value(); });
  return Skaffold(stack, rendering, std::move(*members)).make();
}

}  // namespace caisson::render
