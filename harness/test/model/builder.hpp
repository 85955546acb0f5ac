#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "model/stack.hpp"

namespace caisson::test {

/// A stack with one image, `app`, for tests that only care for services.
inline model::Stack empty_stack(const std::string& name = "shop") {
  model::Stack stack;
  stack.name = name;
  stack.domain = name + ".local";
  stack.source_dir = "/s";
  stack.build_dir = "/b";
  model::Image image;
  image.name = "app";
  image.reference = "app:1";
  stack.images.emplace("app", image);
  return stack;
}

/// Adds a service with a health check that depends on these, and returns it.
inline model::Service& add_service(model::Stack& stack, const std::string& name,
                                   const std::vector<std::string>& depends = {}) {
  model::Service service;
  service.name = name;
  service.image = "app";
  service.declared_at = fmt::format("/s/CMakeLists.txt:{}", stack.services.size() + 1);
  service.ports = {8080};
  service.healthcheck = model::HealthCheck{};
  service.healthcheck->port = 8080;
  for (const std::string& other : depends)
    service.depends.push_back({other});
  return stack.services[name] = std::move(service);
}

inline model::Mode& add_mode(model::Stack& stack, const std::string& name,
                             const std::vector<std::string>& services) {
  model::Mode mode;
  mode.name = name;
  mode.declared_at = "/s/CMakeLists.txt:99";
  mode.services = services;
  return stack.modes[name] = std::move(mode);
}

/// A file for Docker Compose.
inline model::Rendering& add_rendering(model::Stack& stack, const std::string& path) {
  model::Rendering rendering;
  rendering.path = path;
  rendering.declared_at = "/s/CMakeLists.txt:9";
  return stack.renderings[path] = std::move(rendering);
}

}  // namespace caisson::test
