#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "base/file.hpp"
#include "base/json.hpp"
#include "engine/embedded/store/layer_tar.hpp"
#include "engine/embedded/store/layers.hpp"
#include "engine/embedded/store/unpack.hpp"

namespace caisson::engine::embedded::store {
namespace fs = std::filesystem;
namespace {

/// Whatever was written reaches the disk before somebody may rely on it.
Result<void> flush(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::syncfs(opened.get()) != 0) return errno_error("cannot flush", folder.string());
  return {};
}

}  // namespace

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
  auto layer = survey(folder);
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
  const nlohmann::json record{{"size", layer->size}, {"outline", layer->outline}};
  if (auto said = write_file(m_layout.layer_record(diff).string(), dump_json(record), 0600); !said)
    return said.error();
  return layer;
}

}  // namespace caisson::engine::embedded::store
