#include "model/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace caisson::model {
namespace {

template <class Value, std::size_t size>
using Words = std::array<std::pair<Value, std::string_view>, size>;

constexpr Words<Condition, 3> k_conditions{{
    {Condition::healthy, "healthy"},
    {Condition::started, "started"},
    {Condition::completed, "completed"},
}};
constexpr Words<HealthCheck::Kind, 8> k_health_check_kinds{{
    {HealthCheck::Kind::tcp, "tcp"},
    {HealthCheck::Kind::http, "http"},
    {HealthCheck::Kind::grpc, "grpc"},
    {HealthCheck::Kind::postgres, "postgres"},
    {HealthCheck::Kind::redis, "redis"},
    {HealthCheck::Kind::log, "log"},
    {HealthCheck::Kind::exec, "exec"},
    {HealthCheck::Kind::engine, "engine"},
}};
constexpr Words<Debug::Kind, 2> k_debug_kinds{{
    {Debug::Kind::node, "node"},
    {Debug::Kind::gdb, "gdb"},
}};
constexpr Words<Gateway::Kind, 1> k_gateway_kinds{{
    {Gateway::Kind::traefik, "traefik"},
}};
constexpr Words<Rendering::Kind, 7> k_rendering_kinds{{
    {Rendering::Kind::compose, "compose"},
    {Rendering::Kind::kubernetes, "kubernetes"},
    {Rendering::Kind::devcontainer, "devcontainer"},
    {Rendering::Kind::vscode, "vscode"},
    {Rendering::Kind::prometheus, "prometheus"},
    {Rendering::Kind::github, "github"},
    {Rendering::Kind::skaffold, "skaffold"},
}};
constexpr Words<Watch::Action, 3> k_watch_actions{{
    {Watch::Action::sync, "sync"},
    {Watch::Action::restart, "restart"},
    {Watch::Action::rebuild, "rebuild"},
}};
constexpr Words<Backend, 4> k_backends{{
    {Backend::container, "container"},
    {Backend::process, "process"},
    {Backend::external, "external"},
    {Backend::mock, "mock"},
}};
constexpr Words<ImageSource, 2> k_image_sources{{
    {ImageSource::registry, "registry"},
    {ImageSource::recipe, "recipe"},
}};
constexpr Words<ServiceState, 8> k_service_states{{
    {ServiceState::absent, "absent"},
    {ServiceState::created, "created"},
    {ServiceState::starting, "starting"},
    {ServiceState::healthy, "healthy"},
    {ServiceState::unhealthy, "unhealthy"},
    {ServiceState::exited, "exited"},
    {ServiceState::completed, "completed"},
    {ServiceState::unavailable, "unavailable"},
}};

template <class Value, std::size_t size>
std::string_view word_of(const Words<Value, size>& words, Value value) {
  const auto* const found = std::find_if(words.begin(), words.end(),
                                         [&](const auto& word) { return word.first == value; });
  return found == words.end() ? std::string_view() : found->second;
}

template <class Value, std::size_t size>
std::optional<Value> value_of(const Words<Value, size>& words, std::string_view text) {
  for (const auto& [value, word] : words) {
    if (word == text) return value;
  }
  return std::nullopt;
}

template <class Value, std::size_t size>
std::vector<std::string> all(const Words<Value, size>& words) {
  std::vector<std::string> names;
  for (const auto& word : words)
    names.emplace_back(word.second);
  return names;
}

}  // namespace

std::string_view to_string(Condition condition) {
  return word_of(k_conditions, condition);
}
std::string_view to_string(HealthCheck::Kind kind) {
  return word_of(k_health_check_kinds, kind);
}
std::string_view to_string(Debug::Kind kind) {
  return word_of(k_debug_kinds, kind);
}
std::string_view to_string(Gateway::Kind kind) {
  return word_of(k_gateway_kinds, kind);
}
std::string_view to_string(Rendering::Kind kind) {
  return word_of(k_rendering_kinds, kind);
}
std::string_view to_string(Watch::Action action) {
  return word_of(k_watch_actions, action);
}
std::string_view to_string(Backend backend) {
  return word_of(k_backends, backend);
}

std::string_view to_string(ImageSource source) {
  return word_of(k_image_sources, source);
}
std::string_view to_string(ServiceState state) {
  return word_of(k_service_states, state);
}

std::optional<Condition> condition_from(std::string_view text) {
  return value_of(k_conditions, text);
}
std::optional<HealthCheck::Kind> health_check_kind_from(std::string_view text) {
  return value_of(k_health_check_kinds, text);
}
std::optional<Debug::Kind> debug_kind_from(std::string_view text) {
  return value_of(k_debug_kinds, text);
}
std::optional<Gateway::Kind> gateway_kind_from(std::string_view text) {
  return value_of(k_gateway_kinds, text);
}
std::optional<Rendering::Kind> rendering_kind_from(std::string_view text) {
  return value_of(k_rendering_kinds, text);
}
std::optional<Watch::Action> watch_action_from(std::string_view text) {
  return value_of(k_watch_actions, text);
}
std::optional<Backend> backend_from(std::string_view text) {
  return value_of(k_backends, text);
}

std::optional<ImageSource> image_source_from(std::string_view text) {
  return value_of(k_image_sources, text);
}

std::vector<std::string> condition_names() {
  return all(k_conditions);
}
std::vector<std::string> health_check_kind_names() {
  return all(k_health_check_kinds);
}
std::vector<std::string> debug_kind_names() {
  return all(k_debug_kinds);
}

std::vector<std::string> rendering_kind_names() {
  return all(k_rendering_kinds);
}
std::vector<std::string> watch_action_names() {
  return all(k_watch_actions);
}
std::vector<std::string> backend_names() {
  return all(k_backends);
}

std::vector<std::string> gateway_kind_names() {
  return all(k_gateway_kinds);
}

std::string variable_name(std::string_view name) {
  std::string variable = to_upper(name);
  std::replace(variable.begin(), variable.end(), '-', '_');
  return variable;
}

}  // namespace caisson::model
