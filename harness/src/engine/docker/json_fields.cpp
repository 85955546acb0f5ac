#include "engine/docker/json_fields.hpp"

#include <fmt/format.h>

#include <limits>

namespace caisson::engine::docker {
namespace {

/// The field, or nullptr when it is absent or null.
const Json* field(const Json& json, const char* key) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

template <class T>
T value_at(const Json& json, const char* key) {
  const Json* found = field(json, key);
  return found == nullptr ? T{} : found->get<T>();
}

}  // namespace

const Json& object_at(const Json& json, const char* key) {
  static const Json k_none = Json::object();
  const Json* found = field(json, key);
  return found == nullptr || !found->is_object() ? k_none : *found;
}

const Json& array_at(const Json& json, const char* key) {
  static const Json k_none = Json::array();
  const Json* found = field(json, key);
  return found == nullptr || !found->is_array() ? k_none : *found;
}

std::string text_at(const Json& json, const char* key) {
  return value_at<std::string>(json, key);
}

std::int64_t int64_at(const Json& json, const char* key) {
  return value_at<std::int64_t>(json, key);
}

int int_at(const Json& json, const char* key) {
  const std::int64_t value = int64_at(json, key);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) return 0;
  return static_cast<int>(value);
}

bool bool_at(const Json& json, const char* key) {
  return value_at<bool>(json, key);
}

Labels labels_at(const Json& json, const char* key) {
  Labels labels;
  for (const auto& [name, value] : object_at(json, key).items())
    if (value.is_string()) labels.emplace(name, value.get<std::string>());
  return labels;
}

Error not_understood(std::string_view what) {
  return {ErrorKind::protocol,
          fmt::format("cannot understand the engine's answer: {}", what),
          {},
          "see that the endpoint is a container engine's"};
}

}  // namespace caisson::engine::docker
