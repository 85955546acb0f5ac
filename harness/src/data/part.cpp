#include "data/part.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace caisson::data {
namespace {

using Check = model::HealthCheck::Kind;

void add_volumes(const model::Service& service, Kind kind, std::vector<Part>& parts) {
  for (const model::Volume& volume : service.volumes) {
    if (volume.read_only) continue;
    parts.push_back({service.name, kind, volume.target});
    if (kind == Kind::redis) return;
  }
}

constexpr std::size_t k_longest = 30;  ///< an entry of a tar archive has 100 bytes for its name
constexpr std::size_t k_hash = 8;

/// A database may be called anything: what is no name of a file is replaced, and a hash tells it
/// from others that come out alike.
std::string in_a_name(const std::string& database) {
  constexpr std::string_view k_allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  if (database.size() <= k_longest && database.find_first_not_of(k_allowed) == database.npos)
    return database;
  std::string name = database.substr(0, k_longest - k_hash - 1);
  for (auto at = name.find_first_not_of(k_allowed); at != name.npos;
       at = name.find_first_not_of(k_allowed))
    name[at] = '_';
  return name + "-" + sha256_hex(database).substr(0, k_hash);
}

}  // namespace

std::vector<Part> parts_of(const model::Stack& stack) {
  std::vector<Part> parts;
  for (const auto& [name, service] : stack.services) {
    if (service.completes) continue;
    const auto& check = service.healthcheck;
    if (check && check->kind == Check::postgres) {
      parts.push_back({name, Kind::postgres, check->database});
    } else {
      const bool redis = check && check->kind == Check::redis;
      add_volumes(service, redis ? Kind::redis : Kind::volume, parts);
    }
  }
  return parts;
}

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::postgres:
      return "postgres";
    case Kind::redis:
      return "redis";
    case Kind::volume:
      break;
  }
  return "volume";
}

std::optional<Kind> kind_of(std::string_view word) {
  for (const Kind kind : {Kind::postgres, Kind::redis, Kind::volume}) {
    if (word == word_of(kind)) return kind;
  }
  return std::nullopt;
}

std::string file_of(const Part& part) {
  if (part.kind == Kind::postgres) return part.service + "-" + in_a_name(part.place) + ".dump";
  if (part.kind == Kind::redis) return part.service + ".rdb";
  std::string place = part.place;
  std::replace(place.begin(), place.end(), '/', '-');
  return part.service + place + ".tar";
}

}  // namespace caisson::data
