#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// The files of one rendering, written one by one.
class KubernetesFolder {
 public:
  KubernetesFolder(const model::Stack& stack, const model::Rendering& rendering);

  /// A file in the folder that holds these objects; `more` follows what its head says of itself.
  void add(const std::string& path, const std::vector<nlohmann::ordered_json>& objects,
           const std::string& more = {});

  std::vector<RenderedFile> take() { return std::move(m_files); }

 private:
  std::string m_path;
  std::string m_head;
  std::vector<RenderedFile> m_files;
};

/// What kustomize begins with in a folder.
nlohmann::ordered_json kustomization();

}  // namespace caisson::render
