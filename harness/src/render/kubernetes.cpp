#include "render/kubernetes.hpp"

#include <nlohmann/json.hpp>

#include "render/kubernetes_folder.hpp"
#include "render/kubernetes_graph.hpp"
#include "render/kubernetes_losses.hpp"
#include "render/kubernetes_network.hpp"
#include "render/kubernetes_overlay.hpp"
#include "render/kubernetes_secrets.hpp"
#include "render/kubernetes_user.hpp"
#include "render/kubernetes_workload.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// The strictest of the Pod Security Standards that every pod meets.
const char* pod_security(const KubernetesGraph& graph) {
  static const std::set<std::string> k_baseline{
      "AUDIT_WRITE", "CHOWN",      "DAC_OVERRIDE",    "FOWNER", "FSETID",
      "KILL",        "MKNOD",      "SETFCAP",         "SETGID", "SETPCAP",
      "SETUID",      "SYS_CHROOT", "NET_BIND_SERVICE"};
  const char* level = "restricted";
  for (const auto& [name, service] : graph.services) {
    if (!is_never_root(service.service)) level = "baseline";
    for (const std::string& capability : service.service.capabilities) {
      if (!k_baseline.contains(capability)) return "privileged";
      if (capability != "NET_BIND_SERVICE") level = "baseline";
    }
  }
  return level;
}

Json name_space(const KubernetesGraph& graph) {
  return {{"apiVersion", "v1"},
          {"kind", "Namespace"},
          {"metadata",
           {{"name", graph.name},
            {"labels",
             {{"app.kubernetes.io/part-of", graph.name},
              {"app.kubernetes.io/managed-by", "caisson"},
              {"pod-security.kubernetes.io/enforce", pod_security(graph)}}}}}};
}

/// The Secrets that have to be there first.
Result<std::string> wanted(const KubernetesGraph& graph) {
  const auto commands = secret_commands(graph);
  if (!commands) return commands.error();
  std::string text;
  for (const std::string& command : *commands)
    text +=
        (text.empty() ? "It wants these Secrets, which are in no file:" : "") + ("\n  " + command);
  return text;
}

Result<void> add_base(KubernetesFolder& folder, const KubernetesGraph& graph,
                      const FilesAt& files_at) {
  Json resources = Json::array({"namespace.yaml", "network.yaml"});
  folder.add("base/namespace.yaml", {name_space(graph)});
  folder.add("base/network.yaml", common_policies(graph));
  for (const auto& [name, service] : graph.services) {
    const auto objects = kubernetes_objects(graph, service, files_at);
    if (!objects) return objects.error();
    const std::string file = "services/" + service.name + ".yaml";
    folder.add("base/" + file, *objects);
    resources.push_back(file);
  }
  const Result<std::string> secrets = wanted(graph);
  if (!secrets) return secrets.error();
  Json document = kustomization();
  document["resources"] = std::move(resources);
  folder.add("base/kustomization.yaml", {document}, *secrets);
  return {};
}

}  // namespace

Result<Rendered> render_kubernetes(const model::Stack& stack, const model::Rendering& rendering,
                                   const KubernetesOptions& options) {
  const Result<KubernetesGraph> graph = kubernetes_graph(stack, rendering);
  if (!graph) return graph.error();
  KubernetesFolder folder(stack, rendering);
  if (auto added = add_base(folder, *graph, options.files_at); !added) return added.error();
  for (const auto& [name, overlay] : stack.overlays) {
    if (auto added = add_kubernetes_overlay(folder, *graph, overlay); !added) return added.error();
  }
  return Rendered{folder.take(), kubernetes_losses(*graph), rendering.path};
}

}  // namespace caisson::render
