#include "cli/find_manifest.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"

namespace caisson::cli {
namespace {

namespace fs = std::filesystem;

void collect(const fs::path& build_tree, std::vector<std::string>& found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(build_tree / "caisson", error)) {
    if (entry.path().extension() == ".json") found.push_back(entry.path().string());
  }
}

/// The manifests of the build trees that belong to one folder, sorted.
std::vector<std::string> manifests_at(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  // A folder `caisson` means nothing by itself; in a build tree it is ours.
  if (fs::exists(folder / "CMakeCache.txt", error)) collect(folder, found);
  if (!found.empty()) return found;
  collect(folder / "build", found);
  for (const auto& preset : fs::directory_iterator(folder / "build", error)) {
    if (fs::exists(preset.path() / "CMakeCache.txt", error)) collect(preset.path(), found);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::string> named(const std::string& path, const std::string& by) {
  if (file_exists(path)) return path;
  return Error{ErrorKind::manifest, "there is no manifest `" + path + "`", by,
               "Configure the project with CMake, which writes it."};
}

}  // namespace

Result<std::string> find_manifest(const std::string& option, const std::string& variable,
                                  const std::string& directory) {
  if (!option.empty()) return named(option, "--manifest");
  if (!variable.empty()) return named(variable, "CAISSON_MANIFEST");
  for (fs::path folder = directory;; folder = folder.parent_path()) {
    const auto found = manifests_at(folder);
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
      return Error{ErrorKind::usage, "several manifests: `" + join(found, "`, `") + "`",
                   folder.string(), "Choose one with --manifest or CAISSON_MANIFEST."};
    }
    if (folder == folder.parent_path()) break;
  }
  return Error{ErrorKind::manifest, "no manifest found at or above `" + directory + "`", "",
               "Configure the project with CMake first, or give --manifest."};
}

}  // namespace caisson::cli
