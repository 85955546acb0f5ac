#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tenant/json.hpp"

namespace caisson::gtest {

/// A leased service as the supervisor described it.
struct Leased {
  std::string name;
  std::string host;
  std::string url;
  std::string database;
  /// Port in the container, port on `host`; the first declared one first.
  std::vector<std::pair<std::uint16_t, std::uint16_t>> ports;
};

/// What `services` and `variables` of an answer say.
std::vector<Leased> read_services(const tenant::Json& answer);

}  // namespace caisson::gtest
