#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/loop.hpp"
#include "engine/docker/http.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {
class HttpClient;
}

namespace caisson::bench {

/// What the seam `Engine` has no word for, asked of the same engine by its HTTP API. What it
/// refuses ends the benchmark.
class EngineApi {
 public:
  EngineApi(Loop& loop, const engine::Engine& engine);
  ~EngineApi();

  nlohmann::json get(const engine::docker::Target& target);
  void remove(const engine::docker::Target& target);

 private:
  std::string call(engine::docker::Request request);

  Loop& m_loop;
  std::shared_ptr<engine::docker::HttpClient> m_client;
};

}  // namespace caisson::bench
