#include "render/kubernetes_folder.hpp"

#include "render/head.hpp"
#include "render/yaml.hpp"

namespace caisson::render {

using Json = nlohmann::ordered_json;

KubernetesFolder::KubernetesFolder(const model::Stack& stack, const model::Rendering& rendering)
    : m_path(rendering.path), m_head(head_of(stack, rendering)) {}

void KubernetesFolder::add(const std::string& path, const std::vector<Json>& objects,
                           const std::string& more) {
  std::string text;
  for (const Json& object : objects) {
    if (text.empty()) {
      text = yaml_text(object, more.empty() ? m_head : m_head + "\n\n" + more);
    } else {
      text += "---\n" + yaml_text(object, "");
    }
  }
  m_files.push_back({m_path + "/" + path, std::move(text)});
}

Json kustomization() {
  return {{"apiVersion", "kustomize.config.k8s.io/v1beta1"}, {"kind", "Kustomization"}};
}

}  // namespace caisson::render
