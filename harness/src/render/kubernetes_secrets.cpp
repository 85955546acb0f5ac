#include "render/kubernetes_secrets.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/path.hpp"
#include "render/kubernetes_environment.hpp"
#include "render/kubernetes_files.hpp"
#include "render/kubernetes_network.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {

/// As seen from the top of the source tree, where the command line is given.
std::string path_in_tree(const model::Stack& stack, const std::string& path) {
  return lies_in(path, stack.source_dir) ? relative_path(path, stack.source_dir).substr(2) : path;
}

using Options = std::map<std::string, std::set<std::string>>;  // by Secret

/// Variables from the files that hold them; without a file, one by one.
Result<void> add_environment(Options& options, const KubernetesGraph& graph,
                             const KubernetesService& service) {
  const Result<KubernetesEnvironment> environment = kubernetes_environment(graph, service);
  if (!environment) return environment.error();
  const std::string secret = environment_secret(graph, service);
  for (const std::string& file : service.service.env_files)
    options[secret].insert("--from-env-file=" + path_in_tree(graph.stack, file));
  if (!service.service.env_files.empty()) return {};
  for (const std::string& variable : environment->variables)
    options[secret].insert(fmt::format("--from-literal={}=…", variable));
  return {};
}

void add_files(Options& options, const KubernetesGraph& graph, const KubernetesService& service) {
  for (const auto& [name, source] : service.service.secrets) {
    const std::string from = source.substr(source.find(':') + 1);
    options[file_secret(service)].insert(
        source.starts_with("env:")
            ? fmt::format("--from-literal={}=\"${}\"", name, from)
            : fmt::format("--from-file={}={}", name, path_in_tree(graph.stack, from)));
  }
}

}  // namespace

Result<std::vector<std::string>> secret_commands(const KubernetesGraph& graph) {
  Options options;
  bool routed = false;
  for (const auto& [name, service] : graph.services) {
    if (auto added = add_environment(options, graph, service); !added) return added.error();
    add_files(options, graph, service);
    routed = routed || !service.service.routes.empty();
  }
  std::vector<std::string> commands;
  for (const auto& [secret, words] : options) {
    std::string command =
        fmt::format("kubectl create secret generic {} --namespace {}", secret, graph.name);
    for (const std::string& word : words)
      command += " " + word;
    commands.push_back(std::move(command));
  }
  if (routed)
    commands.push_back(fmt::format("kubectl create secret tls {} --namespace {} --cert=… --key=…",
                                   certificate_secret(graph), graph.name));
  return commands;
}

}  // namespace caisson::render
