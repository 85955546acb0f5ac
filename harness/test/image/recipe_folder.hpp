#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "base/temporary_folder.hpp"
#include "model/stack.hpp"

namespace caisson::image::test {

/// Recipes on disk for one test.
class RecipeFolder {
 public:
  /// Writes a file below the folder, with what is above it.
  void write(const std::string& path, const std::string& content, bool executable = false) const {
    const std::filesystem::path file(m_folder / path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
    std::filesystem::permissions(file, std::filesystem::perms(executable ? 0755 : 0644));
  }
  std::string path(const std::string& below = {}) const {
    return below.empty() ? m_folder.path() : m_folder / below;
  }
  /// An image whose recipe is the folder `name`.
  model::Image image(const std::string& name, std::vector<std::string> bases = {}) const {
    model::Image image;
    image.name = name;
    image.declared_at = "/s/CMakeLists.txt:7";
    image.reference = name + ":1";
    image.recipe = path(name);
    image.bases = std::move(bases);
    return image;
  }

 private:
  caisson::test::TemporaryFolder m_folder;
};

}  // namespace caisson::image::test
