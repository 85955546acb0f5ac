#include "image/recipe.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace caisson::image {
namespace fs = std::filesystem;
namespace {

/// Changes when the meaning of the hash does, so that old images are not taken for new ones.
constexpr std::string_view k_version = "caisson-recipe-1";

Error recipe_error(const model::Image& image, std::string message, std::string remedy = {}) {
  return {ErrorKind::image, "image `" + image.name + "`: " + std::move(message), image.declared_at,
          std::move(remedy)};
}

Result<std::string> digest_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return errno_error("cannot read", path);
  Sha256 hash;
  std::vector<char> buffer(64UL * 1024);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0)
    hash.update({buffer.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad()) return errno_error("cannot read", path);
  return hash.hex();
}

/// Length before each text: no two lists of texts look alike.
void add(Sha256& hash, std::string_view text) {
  hash.update(std::to_string(text.size()) + ":");
  hash.update(text);
}

/// The rules for this context; a file beside the Dockerfile goes before the context's own.
Result<IgnoreRules> rules_for(const Recipe& recipe) {
  for (const auto& path :
       {recipe.dockerfile + ".dockerignore", recipe.context + "/.dockerignore"}) {
    auto text = read_file(path);
    if (text) return IgnoreRules(*text);
    if (text.error().kind != ErrorKind::not_found) return text.error();
  }
  return IgnoreRules();
}

/// Which of the two a folder holds.
Result<Recipe> find_kind(const model::Image& image) {
  Recipe recipe;
  recipe.folder = image.recipe;
  recipe.target = image.target;
  recipe.context = image.context.empty() ? image.recipe : image.context;
  if (!fs::is_directory(image.recipe))
    return recipe_error(image, "its recipe folder `" + image.recipe + "` is not there");
  const std::string script = image.recipe + "/rootfs.sh";
  recipe.dockerfile = image.recipe + "/Dockerfile";
  if (file_exists(recipe.dockerfile)) return recipe;
  if (!file_exists(script))
    return recipe_error(image, "`" + image.recipe + "` holds neither `Dockerfile` nor `rootfs.sh`",
                        "add one of them, or drop RECIPE");
  if (::access(script.c_str(), X_OK) != 0)
    return recipe_error(image, "`" + script + "` is not executable", "chmod +x it");
  recipe.kind = Recipe::Kind::rootfs;
  recipe.context = image.recipe;
  recipe.dockerfile.clear();
  return recipe;
}

std::string hash_content(const Recipe& recipe) {
  Sha256 hash;
  add(hash, k_version);
  add(hash, recipe.kind == Recipe::Kind::rootfs ? "rootfs" : "dockerfile");
  add(hash, recipe.target);
  if (recipe.kind == Recipe::Kind::dockerfile) add(hash, recipe.digests.at(recipe.dockerfile));
  for (const auto& entry : recipe.entries) {
    if (entry.kind == TreeEntry::Kind::folder) continue;
    add(hash, entry.path);
    const bool link = entry.kind == TreeEntry::Kind::link;
    add(hash, link ? "link" : entry.executable ? "executable" : "file");
    add(hash, link ? entry.target : recipe.digests.at(entry.path));
  }
  return hash.hex();
}

}  // namespace

Result<Ignored> ignored_by(const model::Image& image) {
  if (image.recipe.empty()) return Ignored{};
  const auto recipe = find_kind(image);
  if (!recipe) return recipe.error();
  auto rules = rules_for(*recipe);
  if (!rules) return recipe_error(image, rules.error().message);
  return Ignored{recipe->context, std::move(*rules)};
}

Result<Recipe> read_recipe(const model::Image& image) {
  auto recipe = find_kind(image);
  if (!recipe) return recipe.error();
  const auto rules = rules_for(*recipe);
  if (!rules) return recipe_error(image, rules.error().message);
  auto entries = read_tree(recipe->context, *rules);
  if (!entries) return recipe_error(image, entries.error().message);
  recipe->entries = std::move(*entries);
  // What decides about the build is part of it, even where the rules leave it out.
  std::vector<std::pair<std::string, std::string>> files;
  if (recipe->kind == Recipe::Kind::dockerfile)
    files.emplace_back(recipe->dockerfile, recipe->dockerfile);
  for (const auto& entry : recipe->entries) {
    if (entry.kind == TreeEntry::Kind::file)
      files.emplace_back(entry.path, recipe->context + "/" + entry.path);
  }
  for (const auto& [key, path] : files) {
    auto digest = digest_of(path);
    if (!digest) return recipe_error(image, to_string(digest.error()));
    recipe->digests[key] = std::move(*digest);
  }
  recipe->content_hash = hash_content(*recipe);
  return recipe;
}

std::string recipe_hash(const Recipe& recipe, const std::map<std::string, std::string>& bases) {
  Sha256 hash;
  add(hash, recipe.content_hash);
  for (const auto& [name, identity] : bases) {
    add(hash, name);
    add(hash, identity);
  }
  return hash.hex();
}

std::string recipe_tag(const std::string& image, const std::string& hash) {
  return "caisson/" + to_lower(image) + ":" + hash.substr(0, 12);
}

std::string base_argument(const std::string& base) {
  std::string name = "BASE_" + to_upper(base);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace caisson::image
