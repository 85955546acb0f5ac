#include "cli/leftovers.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.hpp"
#include "render/head.hpp"

namespace caisson::cli {

namespace fs = std::filesystem;

Result<std::vector<std::string>> leftovers(const std::string& top,
                                           const model::Rendering& rendering,
                                           const render::Rendered& rendered) {
  std::set<std::string> ours;
  for (const render::RenderedFile& file : rendered.files)
    ours.insert(file.path);
  std::vector<std::string> left;
  const fs::path folder = fs::path(top) / rendered.folder;
  std::error_code error;
  if (!fs::exists(folder, error)) return left;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const std::string path = entry->path().lexically_relative(top).generic_string();
    if (ours.contains(path)) continue;
    const Result<std::string> text = read_file(entry->path().string());
    if (text && render::begins_with_head(*text, rendering)) left.push_back(path);
  }
  if (error) return Error{ErrorKind::io, "cannot be listed: " + error.message(), folder.string()};
  std::sort(left.begin(), left.end());
  return left;
}

}  // namespace caisson::cli
