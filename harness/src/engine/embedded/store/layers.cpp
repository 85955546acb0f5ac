#include "engine/embedded/store/layers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "base/file.hpp"
#include "base/json.hpp"
#include "engine/embedded/store/layer_tar.hpp"
#include "engine/embedded/store/root_folder.hpp"
#include "engine/embedded/store/unpack.hpp"
#include "engine/embedded/store/walk.hpp"

namespace caisson::engine::embedded::store {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

/// Size and outline of what a folder holds.
Result<Layer> survey_layer(const fs::path& folder) {
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

/// Whatever was written reaches the disk before somebody may rely on it.
Result<void> flush(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::syncfs(opened.get()) != 0) return errno_error("cannot flush", folder.string());
  return {};
}

}  // namespace

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
  const auto present = survey_layer(m_layout.layer(layer.diff));
  if (!present) return present.error();
  if (present->outline == layer.outline) return {};
  return Error{ErrorKind::image,
               fmt::format("the layer `{}` was changed after it was unpacked", layer.diff),
               m_layout.layer(layer.diff).string(), "the next build or pull makes it anew"};
}

Result<Layer> Layers::take(const Scratch& scratch, ByteSource tar, const std::string& diff) const {
  if (const auto present = diff.empty() ? std::nullopt : find(diff); present && check(*present))
    return *present;
  std::string folder = scratch.path() / "layer-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr || ::chmod(folder.c_str(), 0755) != 0)
    return errno_error("cannot make a folder", folder);
  HashedSource hashed(std::move(tar));
  if (auto unpacked = unpack(hashed.source(), folder, TarKind::layer); !unpacked)
    return unpacked.error();
  auto digest = hashed.finish();
  if (!digest) return digest.error();
  if (!diff.empty() && *digest != diff)
    return Error{ErrorKind::image,
                 fmt::format("a layer has the digest `{}` instead of `{}`", *digest, diff),
                 {},
                 "its archive is damaged: have it made again"};
  return settle(scratch, folder, *digest);
}

Result<Layer> Layers::adopt(const Scratch& scratch, const fs::path& folder) const {
  Sha256 hash;
  auto written =
      write_layer_tar(folder.string(), [&](std::string_view bytes) { hash.update(bytes); });
  if (!written) return written.error();
  return settle(scratch, folder, hash.hex());
}

Result<Layer> Layers::settle(const Scratch& scratch, const fs::path& folder,
                             const std::string& diff) const {
  auto layer = survey_layer(folder);
  if (!layer) return layer;
  layer->diff = diff;
  if (auto flushed = flush(folder); !flushed) return flushed.error();
  // One at a time, so that two who made the same one do not replace it under each other.
  const auto alone = StoreLock::own(m_layout.layers() / "lock");
  if (!alone) return alone.error();
  const fs::path place = m_layout.layer(diff);
  if (const auto present = find(diff); present && check(*present)) return *present;
  std::error_code error;
  if (fs::exists(place, error)) {
    // Damaged: out of the way first; what runs on it goes on with what it has open.
    fs::rename(place, scratch.path() / ("damaged-" + diff), error);
  }
  if (!error) fs::rename(folder, place, error);
  if (error)
    return Error{ErrorKind::io, "cannot put a layer in its place: " + error.message(),
                 place.string()};
  const json record{{"size", layer->size}, {"outline", layer->outline}};
  if (auto said = write_file(m_layout.layer_record(diff).string(), dump_json(record), 0600); !said)
    return said.error();
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
