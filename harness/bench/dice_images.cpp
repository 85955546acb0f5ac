#include "bench/dice_images.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <vector>

#include "bench/await.hpp"
#include "image/inventory.hpp"

namespace caisson::bench {

std::map<std::string, image::Provided> present_images(const Setting& setting,
                                                      const model::Stack& stack,
                                                      image::SourcePolicy policy) {
  image::Inventory inventory(stack);
  const auto all = await<std::vector<engine::ImageInfo>>(
      setting.loop, [&](auto done) { setting.engine.list_images({}, in_a_minute(), done); });
  for (const engine::ImageInfo& image : all)
    inventory.add(image);
  std::map<std::string, image::Provided> present;
  for (const auto& [name, image] : stack.images) {
    const Result<std::optional<image::Provided>> found = inventory.find(name, policy);
    if (!found) throw std::runtime_error(to_string(found.error()));
    if (*found) present[name] = **found;
  }
  return present;
}

History history_of(EngineApi& api, const std::string& image) {
  History history;
  engine::docker::Target target("/images");
  for (const auto& entry : api.get(target.segment(image).literal("history")))
    history.push_back({entry.at("Created"), entry.at("CreatedBy"), entry.at("Size")});
  std::reverse(history.begin(), history.end());
  return history;
}

}  // namespace caisson::bench
