#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::render {

/// What dev containers are built from that are of no IMAGE, from the top of the source tree.
inline constexpr const char* k_devcontainer_recipe = ".devcontainer/Dockerfile";

/// The rendering for Compose in `folder` that holds the service; an error says how to declare it.
Result<const model::Rendering*> find_compose(const model::Stack& stack,
                                             const model::Rendering& rendering,
                                             const std::string& folder, const std::string& service);

/// A file for Compose over that one: in the service's place is a container with tools, the whole
/// source tree, a root that can be written, and no limits. All else of the service stays.
nlohmann::ordered_json devcontainer_compose(const model::Stack& stack,
                                            const model::Rendering& rendering,
                                            const model::Service& service,
                                            const model::Rendering& compose);

}  // namespace caisson::render
