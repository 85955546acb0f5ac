#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "base/text.hpp"
#include "import/catalogue.hpp"
#include "import/draft.hpp"
#include "import/features.hpp"
#include "import/path.hpp"

namespace caisson::import {
namespace {

bool is_reference(const std::string& text) {
  static const std::regex pattern(
      "[a-z0-9][-a-z0-9._/:]*(:[A-Za-z0-9_][-A-Za-z0-9_.]*)?(@sha256:[0-9a-f]+)?");
  return std::regex_match(text, pattern);
}

bool has_tag(const std::string& reference) {
  const std::size_t colon = reference.rfind(':');
  const std::size_t slash = reference.rfind('/');
  return colon != std::string::npos && (slash == std::string::npos || colon > slash);
}

/// `web` for `registry.example:5000/shop/web:1.2`.
std::string short_name(const std::string& reference) {
  std::string name = reference.substr(0, reference.find('@'));
  if (has_tag(name)) name.erase(name.rfind(':'));
  return label_of(name_of(name), "image");
}

/// The name of an image of the stack that is the same, or of this one from now on.
std::string declare(Context& context, model::Image image, const std::string& wanted) {
  for (const auto& [name, other] : context.stack.images) {
    if (other.reference == image.reference && other.recipe == image.recipe &&
        other.context == image.context && other.target == image.target)
      return name;
  }
  image.name = context.images.take(wanted);
  return context.stack.images.emplace(image.name, image).first->first;
}

/// An image the catalogue's recipes build on: recipes know it by this name.
void declare_base(Context& context, std::string_view name, const std::string& declared_at) {
  const CatalogueEntry& entry = catalogue_entry(name);
  model::Image image;
  image.name = name;
  image.declared_at = declared_at;
  image.reference = entry.reference;
  image.recipe = fmt::format("caisson:{}", entry.recipe);
  image.bases.assign(entry.bases.begin(), entry.bases.end());
  for (const std::string_view base : entry.bases)
    declare_base(context, base, declared_at);
  context.stack.images.emplace(image.name, std::move(image));
}

/// An image that is only named.
std::string pulled(Context& context, model::Image image, const Value& at) {
  if (!has_tag(image.reference)) {
    image.reference += ":latest";
    at.note(fmt::format("has no tag: `{}` is meant, which changes by itself", image.reference),
            "say which version it is");
  }
  const CatalogueEntry* const entry = stand_in_for(image.reference);
  if (entry == nullptr) return declare(context, image, short_name(image.reference));
  for (const std::string_view base : entry->bases)
    declare_base(context, base, image.declared_at);
  if (image.reference == entry->reference && context.images.taken(std::string(entry->recipe)) &&
      entry->bases.empty()) {
    declare_base(context, entry->recipe, image.declared_at);
    return std::string(entry->recipe);
  }
  image.recipe = fmt::format("caisson:{}", entry->recipe);
  image.bases.assign(entry->bases.begin(), entry->bases.end());
  return declare(context, image, short_name(image.reference));
}

/// Where `build` finds its Dockerfile and its context; false where a recipe cannot be that.
bool read_build(const Value& build, model::Image& image) {
  std::string context = ".";
  std::string dockerfile = "Dockerfile";
  Value at = build;
  if (build.is_scalar()) {
    context = build.node().text;
  } else {
    Fields fields = build.fields();
    if (const auto value = fields.find("context")) context = value->text().value_or("");
    if (const auto value = fields.find("target")) image.target = value->text().value_or("");
    if (const auto value = fields.find("dockerfile")) {
      dockerfile = value->text().value_or("");
      at = *value;
    }
    report_features("build", fields);
    fields.finish();
    if (fields.has("dockerfile_inline")) return false;
  }
  if (context.find("://") != std::string::npos || context.starts_with("git@")) {
    build.error(fmt::format("`{}` is not a folder of this machine", context),
                "check it out, and name the folder");
    return false;
  }
  const std::string folder = path_at(build, context);
  const std::string file = resolve(folder, dockerfile);
  if (name_of(file) != "Dockerfile") {
    at.error(fmt::format("the file of a recipe is named `Dockerfile`, not `{}`", name_of(file)),
             fmt::format("move it to `{}/Dockerfile`", file));
    return false;
  }
  image.recipe = folder_of(file);
  if (image.recipe != folder) image.context = folder;
  return true;
}

}  // namespace

std::string path_at(const Value& at, const std::string& path) {
  return resolve(at.node().origin->directory, path);
}

void read_image(Fields& fields, Context& context, Draft& draft) {
  model::Image image;
  image.declared_at = draft.service.declared_at;
  const auto named = fields.find("image");
  const auto build = fields.find("build");
  if (named) {
    image.reference = named->text().value_or("");
    if (image.reference.empty()) return;
    image.declared_at = place_of(named->node());
    if (!is_reference(image.reference))
      return named->error(fmt::format("`{}` is not an image", image.reference),
                          "write it like `postgres:17`");
  }
  if (build) {
    image.declared_at = place_of(build->node());
    if (!read_build(*build, image)) return;
    if (!named) {
      image.reference = fmt::format("{}/{}:dev", context.stack.name, draft.service.name);
    } else if (!has_tag(image.reference)) {
      image.reference += ":latest";
    }
    draft.service.image = declare(context, image, draft.service.name);
  } else if (named) {
    draft.service.image = pulled(context, image, *named);
  } else if (!fields.has("provider")) {
    draft.value.error("has neither `image` nor `build`", "say what it runs");
  }
}

}  // namespace caisson::import
