#pragma once

#include <string>

#include "base/error.hpp"

namespace caisson::lease {

/// Where the supervisor of one instance is found and keeps what it knows.
struct Place {
  std::string
      socket;        ///< runtime folder; short enough for sockaddr_un whatever the instance's name
  std::string lock;  ///< held by the running supervisor
  std::string log;   ///< state folder
  std::string record;  ///< state folder: restarts and services given up, for `status`
};

Result<Place> place_of(const std::string& instance);

}  // namespace caisson::lease
