#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "model/stack.hpp"

namespace caisson::lease {

/// How a test reaches one service from where it runs.
struct Facts {
  std::string host;
  std::map<std::uint16_t, std::uint16_t> ports;  ///< container port → port at `host`
  std::uint16_t first_port = 0;                  ///< container port that `url` means; 0: none
  std::string url;                               ///< of the first port, with login and database
  std::string database;                          ///< the test's own one where it is isolated
  std::string container;                         ///< id
  std::string backend = "container";             ///< model::Backend in a word
  bool operator==(const Facts&) const = default;
};

/// `environment` is the container's, for the password; `ports` are the published ones.
Facts facts_of(const model::Service& service, const std::string& container,
               const std::map<std::string, std::string>& environment,
               const std::vector<engine::PublishedPort>& ports);

/// The same service through another database.
Facts with_database(const model::Service& service, Facts facts, const std::string& database,
                    const std::map<std::string, std::string>& environment);

/// `CAISSON_<SERVICE>_HOST`, `_PORT`, `_PORT_<container port>`, `_URL`, `_DATABASE`: what is not
/// known is not set. `-` becomes `_`.
std::map<std::string, std::string> variables_of(const std::map<std::string, Facts>& services);

}  // namespace caisson::lease
