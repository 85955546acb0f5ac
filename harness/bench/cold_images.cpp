#include "bench/cold_images.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/dice_images.hpp"
#include "bench/layers.hpp"
#include "model/parse.hpp"

namespace caisson::bench {
namespace {

using engine::docker::Target;
using nlohmann::json;

model::Stack stack_of(const std::string& manifest) {
  Result<model::Stack> stack = model::read_stack(manifest);
  if (!stack) throw std::runtime_error(to_string(stack.error()));
  return *std::move(stack);
}

/// The ids with everything that was built on them, step by step.
std::set<std::string> with_descendants(std::set<std::string> ids, const json& images) {
  for (bool grew = true; grew;) {
    grew = false;
    for (const json& image : images)
      if (ids.count(image.at("ParentId")) > 0) grew |= ids.insert(image.at("Id")).second;
  }
  return ids;
}

}  // namespace

ColdImages::ColdImages(const Setting& setting, const std::string& manifest)
    : m_setting(setting), m_stack(stack_of(manifest)), m_api(setting.loop, setting.engine) {
  remove_all();
}

ColdImages::~ColdImages() {
  try {
    remove_all();
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: images of the cold build are left: {} (the next one removes them)\n",
               error.what());
  }
}

std::int64_t ColdImages::bytes() {
  std::vector<History> histories;
  for (const std::string& id : leaves())
    histories.push_back(history_of(m_api, id));
  return unique_bytes(histories);
}

std::set<std::string> ColdImages::leaves() {
  std::set<std::string> ids;
  // Nothing but recipes, down to the bases: what rests on a pulled base is somebody's.
  for (const auto& [name, image] : present_images(m_setting, m_stack, image::SourcePolicy::recipe))
    if (!image.hash.empty()) ids.insert(image.id);
  const json images = m_api.get(Target("/images/json").query("all", "true"));
  ids = with_descendants(std::move(ids), images);
  std::set<std::string> leaves = ids;
  for (const json& image : images)
    if (ids.count(image.at("Id")) > 0) leaves.erase(image.at("ParentId"));
  return leaves;
}

void ColdImages::remove_all() {
  // With a leaf the engine removes what only it was built on.
  for (std::set<std::string> doomed = leaves(); !doomed.empty(); doomed = leaves())
    for (const std::string& id : doomed)
      m_api.remove(Target("/images").segment(id).query("force", "true"));
}

}  // namespace caisson::bench
