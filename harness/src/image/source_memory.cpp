#include "image/source_memory.hpp"

#include "base/file.hpp"
#include "base/json.hpp"

namespace caisson::image {
namespace {

using Json = nlohmann::ordered_json;
using model::ImageSource;

constexpr int k_schema = 1;

Error unreadable(const std::string& path, const std::string& why) {
  return {ErrorKind::io, "cannot read which image sources initialised the volumes: " + why, path,
          "remove the file when the volumes are empty"};
}

}  // namespace

Result<SourceMemory> SourceMemory::load(const std::string& directory) {
  SourceMemory memory(directory + "/image-sources.json");
  const auto text = read_file(memory.m_path);
  if (!text && text.error().kind == ErrorKind::not_found) return memory;
  if (!text) return text.error();
  const auto json = parse_ordered_json(*text);
  if (!json.is_object() || !json.contains("schema") || json["schema"] != k_schema ||
      !json.contains("volumes") || !json["volumes"].is_object())
    return unreadable(memory.m_path, "it is not of the form this version writes");
  for (const auto& [volume, source] : json["volumes"].items()) {
    if (source != "registry" && source != "recipe")
      return unreadable(memory.m_path, "unknown source for `" + volume + "`");
    memory.m_sources[volume] = source == "registry" ? ImageSource::registry : ImageSource::recipe;
  }
  return memory;
}

std::optional<ImageSource> SourceMemory::source_of(const std::string& volume) const {
  const auto found = m_sources.find(volume);
  if (found == m_sources.end()) return std::nullopt;
  return found->second;
}

Result<void> SourceMemory::remember(const std::string& volume, ImageSource source) {
  if (!m_sources.emplace(volume, source).second) return boost::system::in_place_value;
  return save();
}

Result<void> SourceMemory::forget(const std::string& volume) {
  if (m_sources.erase(volume) == 0) return boost::system::in_place_value;
  return save();
}

Result<void> SourceMemory::save() const {
  Json volumes = Json::object();
  for (const auto& [volume, source] : m_sources)
    volumes[volume] = source == ImageSource::registry ? "registry" : "recipe";
  const Json json{{"schema", k_schema}, {"volumes", std::move(volumes)}};
  const auto text = dump_json(json, 2) + "\n";
  return write_file(m_path, text, 0600);
}

}  // namespace caisson::image
