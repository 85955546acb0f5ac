#include "engine/embedded/store/layers.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "engine/embedded/store/root_folder.hpp"
#include "engine/embedded/store/walk.hpp"

namespace caisson::engine::embedded::store {
namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> mount_order(const std::vector<std::string>& diffs) {
  std::vector<std::string> order;
  for (auto diff = diffs.rbegin(); diff != diffs.rend(); ++diff)
    if (std::find(order.begin(), order.end(), *diff) == order.end()) order.push_back(*diff);
  return order;
}

std::optional<Layer> Layers::find(const std::string& diff) const {
  if (!is_hex_digest(diff) || !fs::is_directory(m_layout.layer(diff))) return std::nullopt;
  const auto text = read_file(m_layout.layer_record(diff).string());
  if (!text) return std::nullopt;
  const json record = parse_json(*text);
  if (!record.is_object() || !record.contains("size") || !record.contains("outline") ||
      !record["size"].is_number_integer() || !record["outline"].is_string())
    return std::nullopt;
  return Layer{diff, record["size"].get<std::int64_t>(), record["outline"].get<std::string>()};
}

Result<void> Layers::check(const Layer& layer) const {
  const auto present = survey(m_layout.layer(layer.diff));
  if (!present) return present.error();
  if (present->outline == layer.outline) return {};
  return Error{ErrorKind::image,
               fmt::format("the layer `{}` was changed after it was unpacked", layer.diff),
               m_layout.layer(layer.diff).string(), "the next build or pull makes it anew"};
}

Result<Layer> Layers::survey(const fs::path& folder) {
  const auto root = RootFolder::open(folder.string());
  if (!root) return root.error();
  Layer layer;
  Sha256 outline;
  std::set<ino_t> counted;
  const auto visited = walk(root->get(), [&](const Found& found) -> Result<void> {
    const struct stat& status = found.status;
    std::string target;
    if (S_ISLNK(status.st_mode)) {
      auto read = found.link_target();
      if (!read) return read.error();
      target = std::move(*read);
    }
    const bool is_file = S_ISREG(status.st_mode);
    // A folder's size and time are the file system's affair.
    const bool is_folder = S_ISDIR(status.st_mode);
    outline.update(fmt::format("{}:{} {:o} {} {} {} {} {}\n", found.path.size(), found.path,
                               status.st_mode, status.st_uid, status.st_gid,
                               is_file ? status.st_size : 0, is_folder ? 0 : status.st_mtim.tv_sec,
                               target));
    if (is_file && counted.insert(status.st_ino).second) layer.size += status.st_size;
    return {};
  });
  if (!visited) return visited.error();
  layer.outline = outline.hex();
  return layer;
}

std::int64_t Layers::remove(const std::string& diff) const {
  const auto layer = find(diff);
  std::error_code ignored;
  fs::remove(m_layout.layer_record(diff), ignored);
  fs::remove_all(m_layout.layer(diff), ignored);
  return layer ? layer->size : 0;
}

std::vector<std::string> Layers::all() const {
  std::vector<std::string> found;
  std::error_code error;
  fs::directory_iterator entries(m_layout.layers(), error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (is_hex_digest(name)) found.push_back(name);
  }
  return found;
}

}  // namespace caisson::engine::embedded::store
