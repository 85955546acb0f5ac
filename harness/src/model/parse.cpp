#include "model/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "model/check.hpp"
#include "model/edge.hpp"
#include "model/names.hpp"
#include "model/parse_overlay.hpp"
#include "model/parse_service.hpp"
#include "model/problems.hpp"
#include "model/read_word.hpp"
#include "model/reader.hpp"

namespace caisson::model {
namespace {
using Json = nlohmann::json;

constexpr std::string_view k_configure_again = "configure the project again, which writes it anew";

Error manifest_error(std::string message, const std::string& origin, std::string remedy) {
  return Error{ErrorKind::manifest, std::move(message), origin, std::move(remedy)};
}

/// What is not JSON: where it stops being so, or that it ends too early.
Error syntax_error(std::string_view text, const Json::parse_error& cause,
                   const std::string& origin) {
  const std::size_t at = std::min(cause.byte, text.size());
  const std::string_view before = text.substr(0, at == 0 ? 0 : at - 1);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const bool truncated = cause.byte > text.size();
  return manifest_error(truncated ? "is truncated: the JSON text ends too early"
                                  : "is not JSON: unexpected character",
                        fmt::format("{}:{}", origin, line), std::string(k_configure_again));
}

/// A manifest of another schema cannot be judged key by key, so this comes before everything else.
Result<void> accept_schema(const Json& root, const std::string& origin) {
  const auto found = root.find("schema");
  if (found == root.end() || !found->is_number_integer()) {
    return manifest_error("has no `schema` number: it is not a manifest of Caisson", origin,
                          std::string(k_configure_again));
  }
  const auto schema = found->get<std::int64_t>();
  if (schema >= 1 && schema <= k_schema) return {};
  const Json::json_pointer version("/generator/version");
  const std::string writer = root.contains(version) && root.at(version).is_string()
                                 ? root.at(version).get<std::string>()
                                 : "of an unknown version";
  return manifest_error(fmt::format("written by Caisson {}, schema {}; this caisson reads up to {}",
                                    writer, schema, k_schema),
                        origin, "update the CLI or configure again");
}

void parse_head(Reader& root, Stack& stack) {
  root.find("schema");
  root.within("generator", [](Reader& generator) {
    std::string ignored;
    for (const char* key : {"name", "version", "cmake"})
      generator.read(key, ignored);
  });
  if (!root.has("stack")) return root.problem("stack", "is missing: expected an object");
  root.within("stack", [&](Reader& head) {
    head.require("name", stack.name);
    head.read("domain", stack.domain);
    head.read("declared_at", stack.declared_at);
    head.require("source_dir", stack.source_dir);
    head.read("build_dir", stack.build_dir);
    head.read("config", stack.config);
  });
}

Image parse_image(const std::string& name, Reader& reader) {
  Image image;
  image.name = name;
  reader.read("declared_at", image.declared_at);
  reader.read("reference", image.reference);
  reader.read("recipe", image.recipe);
  reader.read("context", image.context);
  reader.read("target", image.target);
  reader.read("dev_target", image.dev_target);
  reader.read("bases", image.bases);
  return image;
}

Mode parse_mode(const std::string& name, Reader& reader) {
  Mode mode;
  mode.name = name;
  reader.read("declared_at", mode.declared_at);
  reader.read("services", mode.services);
  reader.read("profiles", mode.profiles);
  reader.read("aliases", mode.aliases);
  reader.read("default", mode.is_default);
  reader.read("env", mode.env);
  return mode;
}

Rendering parse_rendering(const std::string& path, Reader& reader) {
  Rendering rendering;
  rendering.path = path;
  reader.read("declared_at", rendering.declared_at);
  read_word(reader, "kind", rendering.kind, rendering_kind_from, rendering_kind_names());
  reader.read("mode", rendering.mode);
  reader.read("services", rendering.services);
  reader.read("profiles", rendering.profiles);
  reader.read("image", rendering.image);
  return rendering;
}

Stack parse_root(const Json& json, Problems& problems) {
  Stack stack;
  Reader root(json, "", problems);
  parse_head(root, stack);
  root.each_named("images", [&](const std::string& name, Reader& reader) {
    stack.images.emplace(name, parse_image(name, reader));
  });
  root.each_named("services", [&](const std::string& name, Reader& reader) {
    stack.services.emplace(name, parse_service(name, reader));
  });
  root.each_named("modes", [&](const std::string& name, Reader& reader) {
    stack.modes.emplace(name, parse_mode(name, reader));
  });
  root.each_named("tests", [&](const std::string& name, Reader& reader) {
    Test test{name, {}};
    reader.require("services", test.services);
    stack.tests.emplace(name, std::move(test));
  });
  root.each_named("overlays", [&](const std::string& name, Reader& reader) {
    stack.overlays.emplace(name, parse_overlay(name, reader));
  });
  root.each_named("renderings", [&](const std::string& path, Reader& reader) {
    stack.renderings.emplace(path, parse_rendering(path, reader));
  });
  root.finish();
  return stack;
}

}  // namespace

Result<Stack> parse_stack(std::string_view text, const std::string& origin) {
  if (trim(text).empty()) {
    return manifest_error("is empty", origin, std::string(k_configure_again));
  }
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& cause) {
    return syntax_error(text, cause, origin);
  } catch (const Json::exception& cause) {  // a number beyond every type
    return manifest_error(fmt::format("cannot be read: {}", cause.what()), origin,
                          std::string(k_configure_again));
  }
  if (!json.is_object()) {
    return manifest_error(fmt::format("expected an object, got {}", describe(json)), origin,
                          std::string(k_configure_again));
  }
  if (auto accepted = accept_schema(json, origin); !accepted) return accepted.error();
  Problems problems;
  Stack stack = parse_root(json, problems);
  if (problems.empty()) return stack;
  Error error = to_error(problems, origin);
  // A single problem's place is its address alone, so the file is named here.
  if (problems.size() == 1) {
    error.remedy += fmt::format("{}in `{}`", error.remedy.empty() ? "" : " ", origin);
  }
  return error;
}

Result<Stack> read_stack(const std::string& path) {
  Result<std::string> text = read_file(path);
  if (!text) {
    Error error = text.error();
    error.kind = ErrorKind::manifest;
    error.remedy = "configure the project first, or name another one with --manifest";
    return error;
  }
  Result<Stack> stack = parse_stack(*text, path);
  if (!stack) return stack;
  const Problems problems = check(*stack);
  if (!problems.empty()) return to_error(problems, path);
  connect_edges(*stack);
  return stack;
}

}  // namespace caisson::model
