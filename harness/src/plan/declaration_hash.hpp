#pragma once

#include <map>
#include <string>

#include "model/stack.hpp"

namespace caisson::plan {

/// 64 hex digits over everything of a service that its container is made from: with the image's id
/// beside it, it tells whether a container is still what is declared. What only we act on (where it
/// is declared, phase, how readiness and life are observed, budget, when it expires, profile,
/// replicas, routes) is left out, so that changing it recreates nothing. `environment` is the
/// expanded one, because a changed env file is a changed container.
std::string declaration_hash(const model::Stack& stack, const model::Service& service,
                             const std::map<std::string, std::string>& environment);

/// The text that is hashed: JSON with sorted keys, for `explain` to compare.
std::string canonical_declaration(const model::Stack& stack, const model::Service& service,
                                  const std::map<std::string, std::string>& environment);

}  // namespace caisson::plan
