#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.hpp"
#include "model/stack.hpp"

namespace caisson::model {

/// The words of the manifest, the command line and the reports for the values of the model.
std::string_view to_string(Condition condition);
std::string_view to_string(HealthCheck::Kind kind);
std::string_view to_string(Debug::Kind kind);
std::string_view to_string(Gateway::Kind kind);
std::string_view to_string(Rendering::Kind kind);
std::string_view to_string(Watch::Action action);
std::string_view to_string(Backend backend);
std::string_view to_string(ImageSource source);
std::string_view to_string(ServiceState state);

std::optional<Condition> condition_from(std::string_view text);
std::optional<HealthCheck::Kind> health_check_kind_from(std::string_view text);
std::optional<Debug::Kind> debug_kind_from(std::string_view text);
std::optional<Gateway::Kind> gateway_kind_from(std::string_view text);
std::optional<Rendering::Kind> rendering_kind_from(std::string_view text);
std::optional<Watch::Action> watch_action_from(std::string_view text);
std::optional<Backend> backend_from(std::string_view text);
std::optional<ImageSource> image_source_from(std::string_view text);

/// Every word of a kind, for "did you mean" and messages.
std::vector<std::string> condition_names();
std::vector<std::string> health_check_kind_names();
std::vector<std::string> debug_kind_names();
std::vector<std::string> gateway_kind_names();
std::vector<std::string> rendering_kind_names();
std::vector<std::string> watch_action_names();
std::vector<std::string> backend_names();

/// The form a name has in an environment variable: upper case, `-` becomes `_`.
std::string variable_name(std::string_view name);

}  // namespace caisson::model
