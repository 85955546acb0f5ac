#include "bench/dice_manifest.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

namespace caisson::bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::set<fs::path> written_places(const json& services) {
  std::set<fs::path> places;
  for (const json& service : services)
    for (const json& volume : service.value("volumes", json::array()))
      if (!volume.value("read_only", false)) places.insert(volume.at("source").get<std::string>());
  return places;
}

bool is_below(const fs::path& path, const fs::path& place) {
  return std::mismatch(place.begin(), place.end(), path.begin(), path.end()).first == place.end();
}

void move_volumes(json& service, const std::set<fs::path>& places, const fs::path& folder) {
  if (!service.contains("volumes")) return;
  for (json& volume : service["volumes"]) {
    const fs::path source = volume.at("source").get<std::string>();
    const auto place = std::find_if(places.begin(), places.end(),
                                    [&](const fs::path& each) { return is_below(source, each); });
    if (place != places.end())
      volume["source"] = (folder / source.lexically_relative(place->parent_path())).string();
  }
}

void free_ports(json& service) {
  std::set<int> ports;
  for (const json& port : service.value("ports", json::array()))
    ports.insert(port.get<int>());
  for (const char* const fixed : {"publish", "prefer"}) {
    for (const json& port : service.value(fixed, json::array()))
      ports.insert(port.at("container").get<int>());
    service.erase(fixed);
  }
  if (!ports.empty()) service["ports"] = ports;
}

}  // namespace

json with_data_below(const std::string& folder, json manifest) {
  json& services = manifest.at("services");
  const std::set<fs::path> places = written_places(services);
  for (json& service : services) {
    move_volumes(service, places, folder);
    free_ports(service);
  }
  return manifest;
}

}  // namespace caisson::bench
