#include "bench/cold_manifest.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/file.hpp"

namespace caisson::bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Always the same text, so that a later benchmark finds what a killed one has left.
constexpr const char* k_difference = "built for the benchmark of cold images\n";

}  // namespace

json with_cold_images(const std::string& folder, json manifest) {
  for (auto& [name, image] : manifest.at("images").items()) {
    if (!image.contains("recipe") || !image.value("bases", json::array()).empty()) continue;
    const fs::path copy = fs::path(folder) / name;
    fs::remove_all(copy);
    fs::create_directories(copy.parent_path());
    fs::copy(image.at("recipe").get<std::string>(), copy, fs::copy_options::recursive);
    const Result<void> written = write_file(copy / "difference", k_difference);
    if (!written) throw std::runtime_error(to_string(written.error()));
    image["recipe"] = copy.string();
  }
  return manifest;
}

}  // namespace caisson::bench
