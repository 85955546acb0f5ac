#include <fmt/format.h>

#include <utility>

#include "engine/embedded/store/image_archive.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/image_records.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/store/layers.hpp"
#include "engine/embedded/store/scratch.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;

Result<StoredImage> ImageStore::load(const fs::path& archive, const std::string& tag) {
  const store::Layout layout(m_root);
  const auto scratch = store::Scratch::make(layout);
  if (!scratch) return scratch.error();
  const auto image = store::ImageArchive::open(archive.string());
  if (!image) return image.error();
  const auto config = store::parse_config(image->config());
  if (!config) return config.error();
  if (config->diffs.size() != image->layer_count())
    return Error{ErrorKind::image, fmt::format("the image has {} layers, its config names {}",
                                               image->layer_count(), config->diffs.size())};
  const store::Layers layers(layout);
  for (std::size_t at = 0; at < config->diffs.size(); ++at) {
    const std::string& diff = config->diffs[at];
    if (const auto present = layers.find(diff); present && layers.check(*present)) continue;
    auto read = image->read_layer(at, [&](store::ByteSource tar) -> Result<void> {
      auto layer = layers.take(*scratch, std::move(tar), diff);
      if (!layer) return layer.error();
      return {};
    });
    if (!read) return read.error();
  }
  return store::ImageRecords(layout).add(image->config(), tag);
}

Result<StoredImage> ImageStore::import(const fs::path& tar, const std::string& tag,
                                       const std::map<std::string, std::string>& labels) {
  const store::Layout layout(m_root);
  const auto scratch = store::Scratch::make(layout);
  if (!scratch) return scratch.error();
  auto bytes = store::bytes_of_file(tar.string());
  if (!bytes) return bytes.error();
  auto layer = store::Layers(layout).take(*scratch, store::decompressed(std::move(*bytes)));
  if (!layer) return layer.error();
  store::ConfigFile file;
  file.config.labels = labels;
  file.diffs = {layer->diff};
  return store::ImageRecords(layout).add(store::write_config(file), tag);
}

}  // namespace caisson::engine::embedded
