#pragma once

// Private to engine/docker: fields of an engine's JSON. Absent and null read as the default; a
// wrong type throws nlohmann's type_error, which `decode_object` and `decode_list` catch.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

using Json = nlohmann::json;

const Json& object_at(const Json& json, const char* key);
const Json& array_at(const Json& json, const char* key);
std::string text_at(const Json& json, const char* key);
std::int64_t int64_at(const Json& json, const char* key);
int int_at(const Json& json, const char* key);
bool bool_at(const Json& json, const char* key);
Labels labels_at(const Json& json, const char* key);

Error not_understood(std::string_view what);

template <class T, class Read>
Result<T> decode_object(std::string_view text, Read read) {
  const Json json = parse_json(text);
  if (!json.is_object()) return not_understood("no JSON object");
  try {
    return read(json);
  } catch (const Json::exception& error) {
    return not_understood(error.what());
  }
}

template <class T, class Read>
Result<std::vector<T>> decode_list(std::string_view text, Read read) {
  const Json json = parse_json(text);
  // podman says null for an empty list.
  if (!json.is_array() && !json.is_null()) return not_understood("no JSON array");
  std::vector<T> list;
  try {
    for (const Json& element : json)
      list.push_back(read(element));
  } catch (const Json::exception& error) {
    return not_understood(error.what());
  }
  return list;
}

}  // namespace caisson::engine::docker
