#include "model/check.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/graph.hpp"

namespace caisson::model {
namespace {

/// A registry reference is pinned by a tag (after the last `/`) or a digest.
bool has_tag_or_digest(const std::string& reference) {
  if (reference.find('@') != std::string::npos) return true;
  const std::size_t slash = reference.rfind('/');
  const std::size_t colon = reference.rfind(':');
  return colon != std::string::npos && (slash == std::string::npos || colon > slash) &&
         colon + 1 < reference.size();
}

void check_image(const Stack& stack, const Image& image, Findings& findings) {
  const std::string address = "images." + image.name;
  if (image.reference.empty() && image.recipe.empty()) {
    findings.add(image.declared_at, address, "has neither a reference nor a recipe",
                 "add REFERENCE <name>:<tag>, RECIPE <folder>, or both");
  }
  if (!image.reference.empty() && !has_tag_or_digest(image.reference)) {
    findings.add(image.declared_at, address + ".reference",
                 fmt::format("`{}` has no tag", image.reference),
                 fmt::format("say which version: `{}:<tag>`", image.reference));
  }
  for (const std::string& base : image.bases) {
    if (!stack.images.contains(base)) {
      findings.add(image.declared_at, address + ".bases", fmt::format("unknown image `{}`", base),
                   did_you_mean(base, names_of(stack.images)));
    }
  }
}

void check_image_cycles(const Stack& stack, Findings& findings) {
  Graph graph;
  for (const auto& [name, image] : stack.images)
    graph[name] = image.bases;
  for (const auto& cycle : find_cycles(graph)) {
    findings.add(stack.images.at(cycle.front()).declared_at,
                 fmt::format("images.{}.bases", cycle.front()),
                 fmt::format("the recipes build on each other: `{}`", join(cycle, " → ")),
                 "take one of the bases away");
  }
}

void check_service_cycles(const Stack& stack, Findings& findings) {
  for (const auto& cycle : find_cycles(dependency_graph(stack))) {
    findings.add(stack.services.at(cycle.front()).declared_at,
                 fmt::format("services.{}.depends", cycle.front()),
                 fmt::format("the services wait for each other: `{}`", join(cycle, " → ")),
                 "turn one DEPENDS of the cycle into WANTS");
  }
}

void check_test(const Stack& stack, const Test& test, Findings& findings) {
  for (const std::string& name : test.services) {
    if (!stack.services.contains(name)) {
      findings.add("", fmt::format("tests.{}.services", test.name),
                   fmt::format("unknown service `{}`", name),
                   did_you_mean(name, names_of(stack.services)));
    }
  }
}

}  // namespace

Problems check(const Stack& stack) {
  Findings findings;
  for (const auto& [name, image] : stack.images)
    check_image(stack, image, findings);
  check_image_cycles(stack, findings);
  for (const auto& [name, service] : stack.services) {
    check_service(stack, service, findings);
    check_watch(stack, service, findings);
    check_mock(stack, service, findings);
  }
  check_service_cycles(stack, findings);
  check_restart_cycles(stack, findings);
  check_modes(stack, findings);
  for (const auto& [name, test] : stack.tests)
    check_test(stack, test, findings);
  for (const auto& [name, overlay] : stack.overlays)
    check_overlay(stack, overlay, findings);
  for (const auto& [path, rendering] : stack.renderings)
    check_rendering(stack, rendering, findings);
  return findings.take();
}

}  // namespace caisson::model
