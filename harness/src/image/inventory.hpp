#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "image/provider.hpp"
#include "image/recipe.hpp"
#include "model/stack.hpp"

namespace caisson::image {

inline constexpr const char* k_recipe_label = "dev.caisson.recipe";
inline constexpr const char* k_image_label = "dev.caisson.image";

/// What the engine has, from one list call, and what that means for the images of a stack. No I/O
/// but reading recipes, each once.
class Inventory {
 public:
  /// `stack` must outlive it.
  explicit Inventory(const model::Stack& stack) : m_stack(stack) {}

  void add(const engine::ImageInfo& image);

  /// The image that is there already under this policy: by recipe first, else by reference. What
  /// one prefers excludes the other where the policy leaves the choice.
  Result<std::optional<Provided>> find(const std::string& image, SourcePolicy policy,
                                       std::optional<model::ImageSource> prefer = {});

  /// The image with this tag or reference.
  std::optional<engine::ImageInfo> by_reference(const std::string& reference) const;
  /// The recipe made of exactly these inputs and bases.
  std::optional<Provided> by_hash(const std::string& image, const std::string& hash) const;

  /// Read once; ErrorKind::image.
  Result<const Recipe*> recipe(const std::string& image);
  /// The hash with every base made by recipe where it has one: known without any engine.
  Result<std::string> pure_hash(const std::string& image);

 private:
  Result<std::optional<Provided>> find_by_recipe(const model::Image& image, SourcePolicy policy);
  Result<std::string> pure_hash(const std::string& image, std::vector<std::string>& path);

  const model::Stack& m_stack;
  std::map<std::string, engine::ImageInfo> m_by_tag;
  std::map<std::string, Recipe> m_recipes;
  std::map<std::string, std::string> m_pure_hashes;
};

/// What identifies a provided image as the base of another: recipe hash, else engine id.
std::string identity_of(const Provided& provided);

/// What the image is made from, without asking an engine: as long as it stays the same, a container
/// made from the image is current. The declared reference and, where there is one, the recipe.
Result<std::string> fingerprint(const model::Stack& stack, const std::string& image);

}  // namespace caisson::image
