#include "render/kubernetes_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/path.hpp"
#include "render/binary.hpp"
#include "render/kubernetes_object.hpp"
#include "render/relative_path.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

/// What a ConfigMap may hold.
constexpr std::size_t k_most_bytes = 1 << 20;
constexpr const char* k_secrets_folder = "/run/secrets";
constexpr int k_executable = 0755;

/// A key of a ConfigMap for a path in a folder: its own letters as far as keys may have them.
std::string key_of(const std::string& path, std::set<std::string>& taken) {
  constexpr std::string_view k_allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  constexpr std::size_t k_longest = 240;
  std::string key = path.substr(path.size() - std::min(path.size(), k_longest));
  for (char& character : key) {
    if (k_allowed.find(character) == std::string_view::npos) character = '_';
  }
  const std::string first = key;
  for (int number = 2; !taken.insert(key).second; ++number)
    key = fmt::format("{}-{}", first, number);
  return key;
}

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

class FilesBuilder {
 public:
  FilesBuilder(const KubernetesGraph& graph, const KubernetesService& service,
               const FilesAt& files_at)
      : m_graph(graph), m_service(service), m_files_at(files_at) {}

  Result<KubernetesFiles> build() {
    if (const auto& program = m_service.service.program)
      return refusal(program->path, "which only this machine has",
                     "leave it out, or build the program into an image");
    for (const model::Volume& volume : m_service.service.volumes) {
      if (const KubernetesClaim* const claim = claim_of(m_graph.claims, volume)) {
        mount_claim(*claim, volume);
      } else if (volume.source.empty()) {
        mount_emptiness(volume.target, Json::object());
      } else if (!is_in_image(m_graph.stack, m_service.service, volume)) {
        if (auto mounted = mount_configuration(volume); !mounted) return mounted.error();
      }
    }
    for (const std::string& target : m_service.service.tmpfs)
      mount_emptiness(target, {{"medium", "Memory"}});
    mount_secrets();
    return std::move(m_files);
  }

 private:
  void mount_claim(const KubernetesClaim& claim, const model::Volume& volume) {
    // A template's volume has its name; the others' must not be one of ours.
    const std::string name = claim.is_template ? claim.name : "shared-" + claim.name;
    if (!claim.is_template && m_claimed.insert(claim.name).second) {
      m_files.volumes.push_back(
          {{"name", name}, {"persistentVolumeClaim", {{"claimName", claim.name}}}});
    }
    Json mount{
        {"name", name}, {"mountPath", volume.target}, {"subPath", sub_path_of(claim, volume)}};
    if (volume.read_only) mount["readOnly"] = true;
    m_files.mounts.push_back(std::move(mount));
  }

  void mount_emptiness(const std::string& target, Json what) {
    const std::string name = fmt::format("scratch-{}", ++m_scratches);
    m_files.volumes.push_back({{"name", name}, {"emptyDir", std::move(what)}});
    m_files.mounts.push_back({{"name", name}, {"mountPath", target}});
  }

  Result<void> mount_configuration(const model::Volume& volume) {
    Result<std::vector<MountedFile>> files = read(volume.source);
    if (!files) return files.error();
    const std::string name = fmt::format("files-{}", m_files.config_maps.size() + 1);
    Json map =
        kubernetes_object(m_graph, "v1", "ConfigMap", m_service.name + "-" + name, m_service);
    Json items = Json::array();
    std::set<std::string> keys;
    for (const MountedFile& file : *files) {
      const std::string path = file.path.empty() ? last_part(volume.source) : file.path;
      const std::string key = key_of(path, keys);
      if (is_utf8_text(file.content)) {
        map["data"][key] = file.content;
      } else {
        map["binaryData"][key] = base64(file.content);
      }
      Json item{{"key", key}, {"path", path}};
      if (file.is_executable) item["mode"] = k_executable;
      items.push_back(std::move(item));
    }
    Json source{{"name", m_service.name + "-" + name}};
    if (!items.empty()) source["items"] = std::move(items);
    m_files.volumes.push_back({{"name", name}, {"configMap", std::move(source)}});
    Json mount{{"name", name}, {"mountPath", volume.target}, {"readOnly", true}};
    if (files->size() == 1 && files->front().path.empty())
      mount["subPath"] = last_part(volume.source);
    m_files.mounts.push_back(std::move(mount));
    m_files.config_maps.push_back(std::move(map));
    return {};
  }

  Result<std::vector<MountedFile>> read(const std::string& path) const {
    const model::Stack& stack = m_graph.stack;
    const bool made = !stack.build_dir.empty() && lies_in(path, stack.build_dir) &&
                      !lies_in(stack.source_dir, stack.build_dir);
    if (made || !lies_in(path, stack.source_dir))
      return refusal(path, "which only this machine has", "keep it in the source tree");
    Result<std::vector<MountedFile>> files = m_files_at(path, k_most_bytes);
    if (!files)
      return refusal(path, "which cannot be read: " + files.error().message,
                     "it becomes a ConfigMap: it has to be there");
    const auto bytes = std::accumulate(
        files->begin(), files->end(), std::size_t{0},
        [](std::size_t sum, const MountedFile& file) { return sum + file.content.size(); });
    if (bytes > k_most_bytes)
      return refusal(path, "which is more than the 1 MiB that a ConfigMap holds",
                     "bring it with the image, or make it data of a service that writes it");
    return files;
  }

  Error refusal(const std::string& path, const std::string& what, const std::string& remedy) const {
    return Error{ErrorKind::usage,
                 fmt::format("`{}` mounts `{}`, {}", m_service.service.name, path, what),
                 m_service.service.declared_at, remedy};
  }

  void mount_secrets() {
    if (m_service.service.secrets.empty()) return;
    const std::string name = "secrets";
    m_files.volumes.push_back(
        {{"name", name},
         {"secret", {{"secretName", file_secret(m_service)}, {"defaultMode", k_readable_by_all}}}});
    m_files.mounts.push_back({{"name", name}, {"mountPath", k_secrets_folder}, {"readOnly", true}});
  }

  const KubernetesGraph& m_graph;
  const KubernetesService& m_service;
  const FilesAt& m_files_at;
  KubernetesFiles m_files;
  std::set<std::string> m_claimed;
  int m_scratches = 0;
};

}  // namespace

Result<KubernetesFiles> kubernetes_files(const KubernetesGraph& graph,
                                         const KubernetesService& service,
                                         const FilesAt& files_at) {
  return FilesBuilder(graph, service, files_at).build();
}

std::string file_secret(const KubernetesService& service) {
  return service.name + "-secrets";
}

bool is_in_image(const model::Stack& stack, const model::Service& service,
                 const model::Volume& volume) {
  const auto image = stack.images.find(service.image);
  if (!volume.read_only || !volume.is_path() || image == stack.images.end()) return false;
  const model::Image& made = image->second;
  const std::string& context = made.context.empty() ? made.recipe : made.context;
  if (context.empty() || !lies_in(volume.source, context)) return false;
  const std::string place = relative_path(volume.source, context).substr(1);
  return volume.target.ends_with(place);
}

}  // namespace caisson::render
