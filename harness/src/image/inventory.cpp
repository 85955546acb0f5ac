#include "image/inventory.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "image/reference.hpp"

namespace caisson::image {
namespace {

Result<const model::Image*> declared(const model::Stack& stack, const std::string& image) {
  const auto found = stack.images.find(image);
  if (found != stack.images.end()) return &found->second;
  return Error{ErrorKind::image, "unknown image `" + image + "`", "images." + image,
               did_you_mean(image, names_of(stack.images))};
}

}  // namespace

std::string identity_of(const Provided& provided) {
  return provided.hash.empty() ? provided.id : provided.hash;
}

void Inventory::add(const engine::ImageInfo& image) {
  for (const auto& tag : image.tags)
    m_by_tag[familiar_reference(tag)] = image;
}

std::optional<engine::ImageInfo> Inventory::by_reference(const std::string& reference) const {
  const auto found = m_by_tag.find(familiar_reference(reference));
  if (reference.empty() || found == m_by_tag.end()) return std::nullopt;
  return found->second;
}

std::optional<Provided> Inventory::by_hash(const std::string& image,
                                           const std::string& hash) const {
  const auto tag = recipe_tag(image, hash);
  const auto found = by_reference(tag);
  // The tag has twelve digits of the hash, the label all of them.
  if (!found) return std::nullopt;
  const auto label = found->labels.find(k_recipe_label);
  if (label == found->labels.end() || label->second != hash) return std::nullopt;
  return Provided{found->id, model::ImageSource::recipe, tag, hash};
}

Result<const Recipe*> Inventory::recipe(const std::string& image) {
  if (const auto known = m_recipes.find(image); known != m_recipes.end()) return &known->second;
  const auto declaration = declared(m_stack, image);
  if (!declaration) return declaration.error();
  auto recipe = read_recipe(**declaration);
  if (!recipe) return recipe.error();
  return &m_recipes.emplace(image, std::move(*recipe)).first->second;
}

Result<std::string> Inventory::pure_hash(const std::string& image) {
  std::vector<std::string> path;
  return pure_hash(image, path);
}

Result<std::string> Inventory::pure_hash(const std::string& image, std::vector<std::string>& path) {
  if (const auto known = m_pure_hashes.find(image); known != m_pure_hashes.end())
    return known->second;
  const auto declaration = declared(m_stack, image);
  if (!declaration) return declaration.error();
  if ((*declaration)->recipe.empty()) return "reference " + (*declaration)->reference;
  if (std::find(path.begin(), path.end(), image) != path.end()) {
    path.push_back(image);
    return Error{ErrorKind::image, "images rest on each other: `" + join(path, " → ") + "`",
                 (*declaration)->declared_at};
  }
  path.push_back(image);
  std::map<std::string, std::string> bases;
  for (const auto& base : (*declaration)->bases) {
    auto hash = pure_hash(base, path);
    if (!hash) return hash.error();
    bases[base] = std::move(*hash);
  }
  path.pop_back();
  const auto own = recipe(image);
  if (!own) return own.error();
  return m_pure_hashes[image] = recipe_hash(**own, bases);
}

Result<std::optional<Provided>> Inventory::find_by_recipe(const model::Image& image,
                                                          SourcePolicy policy) {
  auto pure = pure_hash(image.name);
  if (!pure) return pure.error();
  if (auto found = by_hash(image.name, *pure)) return found;
  // Its bases may have come from a registry when it was built.
  std::map<std::string, std::string> bases;
  for (const auto& base : image.bases) {
    const auto found = find(base, policy);
    if (!found) return found.error();
    if (!*found) return std::optional<Provided>();
    bases[base] = identity_of(**found);
  }
  const auto own = recipe(image.name);
  if (!own) return own.error();
  return by_hash(image.name, recipe_hash(**own, bases));
}

Result<std::optional<Provided>> Inventory::find(const std::string& image, SourcePolicy policy,
                                                std::optional<model::ImageSource> prefer) {
  using model::ImageSource;
  const auto declaration = declared(m_stack, image);
  if (!declaration) return declaration.error();
  const bool free = policy == SourcePolicy::automatic;
  const bool has_recipe = !(*declaration)->recipe.empty();
  // A base that has no recipe comes from its reference even where recipes are forced.
  const bool by_recipe =
      has_recipe && policy != SourcePolicy::registry && !(free && prefer == ImageSource::registry);
  const bool by_name =
      !(free && prefer == ImageSource::recipe) && (policy != SourcePolicy::recipe || !has_recipe);
  if (by_recipe) {
    auto found = find_by_recipe(**declaration, policy);
    if (!found || *found) return found;
  }
  if (const auto found = by_name ? by_reference((*declaration)->reference) : std::nullopt)
    return std::optional(Provided{found->id, ImageSource::registry, (*declaration)->reference, {}});
  return std::optional<Provided>();
}

Result<std::string> fingerprint(const model::Stack& stack, const std::string& image) {
  const auto declaration = declared(stack, image);
  if (!declaration) return declaration.error();
  auto hash = Inventory(stack).pure_hash(image);
  if (!hash) return hash.error();
  return sha256_hex((*declaration)->reference + "\n" + *hash);
}

}  // namespace caisson::image
