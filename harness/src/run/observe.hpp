#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "plan/plan.hpp"
#include "run/machine.hpp"
#include "run/site.hpp"

namespace caisson::run {

/// The containers of one instance by service, out of a list that may hold others' too.
std::map<std::string, engine::Container> containers_of(
    const std::string& instance, const std::vector<engine::Container>& listed);

/// What the planned services already have at `time`. `hash_of` says which `dev.caisson.hash` a
/// container of the service would get if it were made now, given the one there is.
FoundMap observe(
    const plan::Plan& plan, const std::map<std::string, engine::Container>& containers, Time time,
    const std::function<std::string(const model::Service&, const engine::Container&)>& hash_of);

/// The service as this container has it: with the backend that it was started with.
model::Service as_found(const model::Stack& stack, const model::Service& service,
                        const engine::Container& container);

/// How `caisson status` calls a container it has not probed.
model::ServiceState state_of(const model::Service& service, const engine::Container& container);

}  // namespace caisson::run
