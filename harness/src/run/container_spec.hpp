#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "model/event.hpp"
#include "plan/hosts.hpp"
#include "plan/plan.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// The facts a container is made from beyond its declaration.
struct SpecInput {
  const plan::Plan* plan = nullptr;
  const Site* site = nullptr;
  plan::Subnets subnets;
  std::vector<engine::PublishedPort> ports;
  std::string image;  ///< id
  model::ImageSource image_source = model::ImageSource::recipe;
  /// See Surroundings::fingerprint; part of the hash in the place of the image's id.
  std::string fingerprint;
  bool leashed = false;  ///< see engine::ContainerSpec
};

/// What the engine is asked to create for the service: hardened by default, with its fixed address
/// on each network, host entries for its DEPENDS and WANTS only, and all our labels.
engine::ContainerSpec container_spec(const model::Service& service, const SpecInput& input);

/// Over everything that would make the container another one, and nothing else: not the session,
/// not the place of the manifest. The label `dev.caisson.hash`.
std::string spec_hash(const engine::ContainerSpec& spec, const std::string& fingerprint);

/// Subnets by network, read off a container that is there: what `current` is decided with when
/// nothing but the container list is known.
plan::Subnets subnets_of(const engine::Container& container);

}  // namespace caisson::run
