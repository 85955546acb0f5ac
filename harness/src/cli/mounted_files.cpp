#include "cli/mounted_files.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"

namespace caisson::cli {
namespace {

namespace fs = std::filesystem;

bool is_executable(const fs::path& path) {
  std::error_code error;
  return (fs::status(path, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

/// Regular files, and links to such, below a folder, by path.
Result<std::vector<std::string>> names_below(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored))
      names.push_back(entry->path().lexically_relative(folder).generic_string());
  }
  if (error) return Error{ErrorKind::io, "cannot be listed: " + error.message(), folder};
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<std::vector<render::MountedFile>> read_mounted_files(const std::string& path,
                                                            std::size_t most) {
  std::vector<std::string> names{""};
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    auto below = names_below(path);
    if (!below) return below.error();
    names = std::move(*below);
  }
  std::vector<render::MountedFile> files;
  std::size_t bytes = 0;
  for (const std::string& name : names) {
    const std::string file = name.empty() ? path : path + "/" + name;
    Result<std::string> content = read_file(file);
    if (!content) return content.error();
    bytes += content->size();
    files.push_back({name, std::move(*content), is_executable(file)});
    if (bytes > most) break;
  }
  return files;
}

}  // namespace caisson::cli
