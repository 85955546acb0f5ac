#include "engine/embedded/store/image_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/layers.hpp"
#include "engine/embedded/store/store_lock.hpp"

namespace caisson::engine::embedded::store {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view k_sha256 = "sha256:";
/// As short as people write ids.
constexpr std::size_t k_shortest_prefix = 6;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error))
    names.push_back(entries->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<std::string> ImageRecords::all() const {
  std::vector<std::string> images;
  for (std::string& name : names_in(m_layout.images()))
    if (is_hex_digest(name)) images.push_back(std::move(name));
  return images;
}

std::vector<std::string> ImageRecords::tags_of(const std::string& hex) const {
  std::vector<std::string> tags;
  for (const std::string& file : names_in(m_layout.tags())) {
    const auto id = read_file((m_layout.tags() / file).string());
    if (id && *id == std::string(k_sha256) + hex) tags.push_back(tag_of_file(file));
  }
  return tags;
}

Result<std::string> ImageRecords::resolve(const std::string& reference) const {
  if (const auto id = read_file(m_layout.tag(reference).string())) return hex_of(trim(*id));
  std::string_view prefix = reference;
  if (prefix.starts_with(k_sha256)) prefix.remove_prefix(k_sha256.size());
  std::vector<std::string> meant;
  if (prefix.size() >= k_shortest_prefix)
    for (std::string& hex : all())
      if (hex.starts_with(prefix)) meant.push_back(std::move(hex));
  if (meant.size() == 1) return meant.front();
  if (meant.empty())
    return Error{ErrorKind::not_found, fmt::format("no such image: `{}`", shown(reference))};
  return Error{ErrorKind::usage,
               fmt::format("`{}` is the beginning of {} ids", shown(reference), meant.size()),
               {},
               "give more of it"};
}

Result<std::optional<StoredImage>> ImageRecords::read(const std::string& hex) const {
  const auto text = read_file(m_layout.image(hex).string());
  if (!text && text.error().kind != ErrorKind::not_found) return text.error();
  if (!text || sha256_hex(*text) != hex) return std::optional<StoredImage>();
  const auto file = parse_config(*text);
  if (!file) return file.error();
  StoredImage image;
  image.id = std::string(k_sha256) + hex;
  image.tags = tags_of(hex);
  image.config = file->config;
  const Layers layers(m_layout);
  for (const std::string& diff : mount_order(file->diffs)) {
    const auto layer = layers.find(diff);
    if (!layer) return std::optional<StoredImage>();
    image.size += layer->size;
    image.layers.push_back(m_layout.layer(diff));
  }
  return std::optional(std::move(image));
}

Result<StoredImage> ImageRecords::add(std::string_view config, const std::string& tag) const {
  const std::string hex = sha256_hex(config);
  if (auto said = write_file(m_layout.image(hex).string(), config, 0600); !said)
    return said.error();
  if (!tag.empty()) {
    const auto tagged = write_file(m_layout.tag(tag).string(), std::string(k_sha256) + hex, 0600);
    if (!tagged) return tagged.error();
  }
  auto image = read(hex);
  if (!image) return image.error();
  if (!*image) return Error{ErrorKind::image, "a layer of the image is gone again"};
  return **std::move(image);
}

std::string ImageRecords::layer_of_step(const std::string& key) const {
  const auto diff = read_file((m_layout.steps() / key).string());
  return diff && is_hex_digest(*diff) ? *diff : std::string();
}

Result<void> ImageRecords::remember_step(const std::string& key, const std::string& diff) const {
  return write_file((m_layout.steps() / key).string(), diff, 0600);
}

Result<std::int64_t> ImageRecords::prune() const {
  std::set<std::string> needed;
  for (const std::string& hex : all()) {
    const auto image = read(hex);
    bool keep = image && *image && !(*image)->tags.empty();
    if (!keep) {
      const auto free = StoreLock::try_own(m_layout.locks() / hex);
      if (!free) return free.error();
      keep = !*free;
    }
    if (!keep) {
      static_cast<void>(remove_file(m_layout.image(hex).string()));
      static_cast<void>(remove_file((m_layout.locks() / hex).string()));
      continue;
    }
    const auto text = read_file(m_layout.image(hex).string());
    const auto file = text ? parse_config(*text) : Result<ConfigFile>(text.error());
    if (!file) return file.error();
    needed.insert(file->diffs.begin(), file->diffs.end());
  }
  std::int64_t freed = 0;
  const Layers layers(m_layout);
  for (const std::string& diff : layers.all())
    if (!needed.contains(diff)) freed += layers.remove(diff);
  for (const std::string& key : names_in(m_layout.steps()))
    if (!needed.contains(layer_of_step(key)))
      static_cast<void>(remove_file((m_layout.steps() / key).string()));
  for (const std::string& file : names_in(m_layout.tags()))
    if (!resolve(tag_of_file(file)))
      static_cast<void>(remove_file((m_layout.tags() / file).string()));
  for (const std::string& left : names_in(m_layout.scratch())) {
    std::error_code ignored;
    fs::remove_all(m_layout.scratch() / left, ignored);
  }
  return freed;
}

}  // namespace caisson::engine::embedded::store
