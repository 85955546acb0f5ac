#include "engine/embedded/store/image_archive.hpp"

#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/json.hpp"
#include "engine/embedded/store/archive_handle.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/root_folder.hpp"

namespace caisson::engine::embedded::store {
namespace {

using nlohmann::json;

/// Tables are small; a larger one is none.
constexpr std::int64_t k_largest_table = 8L << 20;
constexpr int k_most_aliases = 8;
constexpr int k_most_indexes = 4;

Error no_image(const std::string& why) {
  return {ErrorKind::image, "the archive holds no image: " + why};
}

std::string text_member(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Names inside an archive as its tables give them.
std::string table_name(const char* raw) {
  const auto plain = plain_path(raw == nullptr ? "" : raw);
  return plain ? *plain : std::string();
}

/// `blobs/sha256/<hex>` → the digits; empty for an entry with another name.
std::string digest_in_name(const std::string& entry) {
  constexpr std::string_view k_blobs = "blobs/sha256/";
  if (!entry.starts_with(k_blobs)) return {};
  const std::string hex = entry.substr(k_blobs.size());
  return is_hex_digest(hex) ? hex : std::string();
}

}  // namespace

Result<ImageArchive> ImageArchive::open(std::string path) {
  ImageArchive archive(std::move(path));
  if (auto listed = archive.list(); !listed) return listed.error();
  if (archive.m_entries.contains("manifest.json")) {
    const auto manifest = archive.text_of("manifest.json");
    if (!manifest) return manifest.error();
    if (auto read = archive.read_docker_tables(*manifest); !read) return read.error();
  } else if (archive.m_entries.contains("index.json")) {
    const auto index = archive.text_of("index.json");
    if (!index) return index.error();
    if (auto read = archive.read_layout(*index); !read) return read.error();
  } else {
    return no_image("neither `manifest.json` nor `index.json` is in it");
  }
  for (const std::string& layer : archive.m_layers)
    if (!archive.m_entries.contains(layer))
      return no_image(fmt::format("its layer `{}` is missing", shown(layer)));
  return archive;
}

Result<void> ImageArchive::list() {
  ArchiveHandle archive(m_path);
  for (;;) {
    const auto entry = archive.next();
    if (!entry) return entry.error();
    if (*entry == nullptr) return {};
    const std::string name = table_name(::archive_entry_pathname(*entry));
    const char* hard = ::archive_entry_hardlink(*entry);
    const bool is_link = ::archive_entry_filetype(*entry) == AE_IFLNK;
    if (hard != nullptr) {
      m_entries[name].link = table_name(hard);
    } else if (is_link) {
      // As Docker 20.10 writes a layer that it has written before: `../<id>/layer.tar`.
      const char* leads_to = ::archive_entry_symlink(*entry);
      const std::string target = leads_to == nullptr ? "" : leads_to;
      const std::string folder = split_path(name).folder;
      m_entries[name].link = target.starts_with("../") ? target.substr(3) : folder + "/" + target;
    } else if (::archive_entry_filetype(*entry) == AE_IFREG) {
      m_entries[name] = {{}, ::archive_entry_size(*entry)};
    }
  }
}

Result<std::string> ImageArchive::behind_links(std::string entry) const {
  for (int links = 0; links < k_most_aliases; ++links) {
    const auto found = m_entries.find(entry);
    if (found == m_entries.end()) break;
    if (found->second.link.empty()) return entry;
    entry = found->second.link;
  }
  return no_image(fmt::format("`{}` is missing", shown(entry)));
}

Result<void> ImageArchive::read_entry(const std::string& entry,
                                      const std::function<Result<void>(ByteSource)>& use) const {
  const auto name = behind_links(entry);
  if (!name) return name.error();
  ArchiveHandle archive(m_path);
  for (;;) {
    const auto next = archive.next();
    if (!next) return next.error();
    if (*next == nullptr) return no_image(fmt::format("`{}` is missing", shown(*name)));
    if (::archive_entry_filetype(*next) != AE_IFREG ||
        table_name(::archive_entry_pathname(*next)) != *name)
      continue;
    std::string buffer(256UL * 1024, '\0');
    HashedSource hashed([&archive, &buffer] { return archive.read(buffer); });
    if (auto used = use(hashed.source()); !used) return used;
    const std::string expected = digest_in_name(*name);
    if (expected.empty()) return {};
    const auto digest = hashed.finish();
    if (!digest) return digest.error();
    if (*digest == expected) return {};
    return Error{ErrorKind::image,
                 fmt::format("the blob `{}` has the digest `{}`", expected, *digest),
                 {},
                 "the archive is damaged: have it made again"};
  }
}

Result<std::string> ImageArchive::text_of(const std::string& entry) const {
  const auto name = behind_links(entry);
  if (!name) return name.error();
  if (m_entries.at(*name).size > k_largest_table)
    return no_image(fmt::format("`{}` is larger than 8 MiB", shown(entry)));
  std::string text;
  auto read = read_entry(*name, [&text](ByteSource source) -> Result<void> {
    for (;;) {
      const auto bytes = source();
      if (!bytes) return bytes.error();
      if (bytes->empty()) return {};
      text += *bytes;
    }
  });
  if (!read) return read.error();
  return text;
}

Result<std::string> ImageArchive::blob_text(const std::string& digest) const {
  const auto hex = hex_of(digest);
  if (!hex) return hex.error();
  return text_of("blobs/sha256/" + *hex);
}

Result<void> ImageArchive::read_docker_tables(const std::string& manifest) {
  const json table = parse_json(manifest);
  if (!table.is_array() || table.empty() || !table[0].is_object())
    return no_image("its `manifest.json` is none");
  if (table.size() > 1)
    return Error{ErrorKind::image,
                 fmt::format("the archive holds {} images", table.size()),
                 {},
                 "save one at a time"};
  const json& image = table[0];
  const auto config = text_of(text_member(image, "Config"));
  if (!config) return config.error();
  m_config = *config;
  // Docker 20.10 names it `<digest>.json`.
  const std::string named = text_member(image, "Config").substr(0, 64);
  if (is_hex_digest(named) && sha256_hex(m_config) != named)
    return Error{ErrorKind::image,
                 fmt::format("the config is not the one of `{}`", named),
                 {},
                 "the archive is damaged: have it made again"};
  const auto layers = image.find("Layers");
  if (layers == image.end() || !layers->is_array()) return no_image("it has no layers");
  for (const json& layer : *layers)
    m_layers.push_back(layer.is_string() ? table_name(layer.get<std::string>().c_str()) : "");
  return {};
}

Result<std::string> ImageArchive::choose_manifest(const std::string& index) const {
  const json table = parse_json(index);
  const auto manifests = table.is_object() ? table.find("manifests") : table.end();
  if (!table.is_object() || manifests == table.end() || !manifests->is_array())
    return no_image("its index is none");
  const json* chosen = nullptr;
  for (const json& manifest : *manifests) {
    if (!manifest.is_object()) continue;
    const auto platform = manifest.find("platform");
    const bool told = platform != manifest.end() && platform->is_object();
    if (told && (text_member(*platform, "os") != "linux" ||
                 text_member(*platform, "architecture") != this_architecture()))
      continue;
    if (chosen != nullptr && !told) return no_image("there are several in it");
    if (chosen == nullptr || told) chosen = &manifest;
    if (told) break;
  }
  if (chosen == nullptr) return no_image("none is for `linux/" + this_architecture() + "`");
  return text_member(*chosen, "digest");
}

Result<void> ImageArchive::read_layout(const std::string& index) {
  std::string text = index;
  json manifest;
  for (int depth = 0; depth < k_most_indexes; ++depth) {
    const auto digest = choose_manifest(text);
    if (!digest) return digest.error();
    const auto blob = blob_text(*digest);
    if (!blob) return blob.error();
    manifest = parse_json(*blob);
    if (!manifest.is_object()) return no_image("its manifest is none");
    if (manifest.contains("layers")) break;
    text = *blob;
  }
  const auto config = manifest.find("config");
  const auto layers = manifest.find("layers");
  if (config == manifest.end() || !config->is_object() || layers == manifest.end() ||
      !layers->is_array())
    return no_image("its manifest is none");
  auto found = blob_text(text_member(*config, "digest"));
  if (!found) return found.error();
  m_config = std::move(*found);
  for (const json& layer : *layers) {
    const auto hex = hex_of(layer.is_object() ? text_member(layer, "digest") : std::string());
    if (!hex) return hex.error();
    m_layers.push_back("blobs/sha256/" + *hex);
  }
  return {};
}

Result<void> ImageArchive::read_layer(std::size_t index,
                                      const std::function<Result<void>(ByteSource)>& use) const {
  return read_entry(m_layers.at(index),
                    [&use](ByteSource source) { return use(decompressed(std::move(source))); });
}

}  // namespace caisson::engine::embedded::store
