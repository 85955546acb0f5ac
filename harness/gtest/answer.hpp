#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json.hpp"
#include "problem.hpp"

namespace caisson::gtest {

/// The protocol this library speaks.
constexpr int k_protocol = 2;

/// A leased service as the supervisor described it.
struct Leased {
  std::string name;
  std::string host;
  std::string url;
  std::string database;
  /// Port in the container, port on `host`; the first declared one first.
  std::vector<std::pair<std::uint16_t, std::uint16_t>> ports;
};

/// One line of the supervisor's: an object without `error`, else the problem it tells.
Result<Json> read_answer(std::string_view line);

/// As read_answer; an answer of another protocol is Problem::foreign.
Result<Json> read_lease_answer(std::string_view line);

/// What `services` and `variables` of an answer say.
std::vector<Leased> read_services(const Json& answer);

}  // namespace caisson::gtest
