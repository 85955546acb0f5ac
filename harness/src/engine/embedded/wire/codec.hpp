#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// Of the messages between engine and nest. A nest outlives the `caisson` that started it, so one
/// of another version says so instead of misunderstanding.
inline constexpr int k_wire_version = 1;

using Json = nlohmann::json;

// Pure: what the seam's types are in messages. The readers throw nlohmann's exceptions for what is
// none; `decode` below turns these into ErrorKind::protocol.
Json encode(const Labels& labels);
Json encode(const NetworkSpec& spec);
Json encode(const Network& network);
Json encode(const ContainerSpec& spec);
Json encode(const Container& container);
Json encode(const Event& event);
Json encode(const ImageConfig& image);
Json encode(const Volume& volume);
Json encode(const Error& error);

void from_json(const Json& json, NetworkSpec& spec);
void from_json(const Json& json, Network& network);
void from_json(const Json& json, ContainerSpec& spec);
void from_json(const Json& json, Container& container);
void from_json(const Json& json, Event& event);
void from_json(const Json& json, ImageConfig& image);
void from_json(const Json& json, Volume& volume);

template <class T>
Json encode_all(const std::vector<T>& all) {
  Json list = Json::array();
  for (const T& one : all)
    list.push_back(encode(one));
  return list;
}

template <class T>
std::vector<T> decode_all(const Json& list) {
  std::vector<T> all;
  for (const Json& one : list)
    from_json(one, all.emplace_back());
  return all;
}

/// What a nest answered: its value, or its error.
Result<Json> decode_answer(const std::string& payload);
std::string encode_answer(const Json& value);
std::string encode_failure(const Error& error);

}  // namespace caisson::engine::embedded
