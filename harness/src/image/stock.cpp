#include "image/stock.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "image/inventory.hpp"
#include "image/prober_program.hpp"
#include "image/reference.hpp"

namespace caisson::image {
namespace {

constexpr const char* k_prober = "caisson-probe";

bool has_tag(const engine::ImageInfo& image, const std::string& reference) {
  return std::any_of(image.tags.begin(), image.tags.end(), [&](const std::string& tag) {
    return familiar_reference(tag) == familiar_reference(reference);
  });
}

/// The name on its label, else of the declaration that has its reference; empty: not ours.
std::string name_of(const model::Stack& stack, const engine::ImageInfo& image) {
  if (const auto label = image.labels.find(k_image_label); label != image.labels.end())
    return label->second;
  for (const auto& [name, declared] : stack.images)
    if (!declared.reference.empty() && has_tag(image, declared.reference)) return name;
  return {};
}

/// By name, what the declarations mean today.
Result<std::map<std::string, Provided>> current_images(
    const model::Stack& stack, const std::vector<engine::ImageInfo>& images) {
  Inventory inventory(stack);
  for (const auto& image : images)
    inventory.add(image);
  std::map<std::string, Provided> current;
  for (const auto& [name, declared] : stack.images) {
    auto found = inventory.find(name, SourcePolicy::automatic);
    if (!found) return found.error();
    if (*found) current[name] = **std::move(found);
  }
  return current;
}

}  // namespace

Result<std::vector<Stocked>> take_stock(const model::Stack& stack,
                                        const std::vector<engine::ImageInfo>& images,
                                        const std::vector<engine::Container>& containers) {
  const auto current = current_images(stack, images);
  if (!current) return current.error();
  std::set<std::string> used;
  for (const auto& container : containers)
    used.insert(container.image);
  std::vector<Stocked> stock;
  for (const auto& image : images) {
    Stocked stocked;
    stocked.name = name_of(stack, image);
    if (stocked.name.empty()) continue;
    stocked.image = image;
    stocked.source = image.labels.contains(k_recipe_label) || stocked.name == k_prober
                         ? model::ImageSource::recipe
                         : model::ImageSource::registry;
    stocked.is_foreign = stocked.name != k_prober && !stack.images.contains(stocked.name);
    const auto meant = current->find(stocked.name);
    stocked.is_current = (meant != current->end() && meant->second.id == image.id) ||
                         has_tag(image, "caisson/probe:" + prober_hash());
    stocked.in_use = used.contains(image.id) ||
                     std::any_of(image.tags.begin(), image.tags.end(),
                                 [&](const std::string& tag) { return used.contains(tag); });
    for (const auto& [name, service] : stack.services)
      if (stocked.is_current && service.image == stocked.name) stocked.services.push_back(name);
    stock.push_back(std::move(stocked));
  }
  std::sort(stock.begin(), stock.end(), [](const Stocked& a, const Stocked& b) {
    return std::tuple(a.name, !a.is_current, a.image.id) <
           std::tuple(b.name, !b.is_current, b.image.id);
  });
  return stock;
}

bool is_left_over(const Stocked& stocked, bool foreign) {
  return stocked.image.labels.contains(k_image_label) && !stocked.is_current && !stocked.in_use &&
         (foreign || !stocked.is_foreign);
}

}  // namespace caisson::image
