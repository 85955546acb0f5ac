#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "plan/plan.hpp"
#include "run/images.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// The facts a container is made from beyond its declaration.
struct SpecInput {
  const plan::Plan* plan = nullptr;
  const Site* site = nullptr;
  /// Engine name of each network of the instance → its subnet.
  std::map<std::string, std::string> subnets;
  std::vector<engine::PublishedPort> ports;
  ImageResult image;
  /// See Images::fingerprint; part of the hash in the place of the image's id.
  std::string fingerprint;
};

/// Engine names of the networks the service is attached to.
std::vector<std::string> network_names(const std::string& instance, const model::Service& service);

/// What the engine is asked to create for the service: hardened by default, with its fixed address
/// on each network, host entries for its DEPENDS and WANTS only, and all our labels.
engine::ContainerSpec container_spec(const model::Service& service, const SpecInput& input);

/// Over everything that would make the container another one, and nothing else: not the session,
/// not the place of the manifest. The label `dev.caisson.hash`.
std::string spec_hash(const engine::ContainerSpec& spec, const std::string& fingerprint);

/// Subnets by network, read off the addresses a container already has: what `current` is decided
/// with when nothing but the container list is known.
std::map<std::string, std::string> subnets_of(const engine::Container& container);

}  // namespace caisson::run
