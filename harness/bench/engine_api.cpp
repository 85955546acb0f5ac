#include "bench/engine_api.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/await.hpp"
#include "engine/docker/api_error.hpp"
#include "engine/docker/client.hpp"

namespace caisson::bench {
namespace {

using namespace engine::docker;

std::shared_ptr<HttpClient> connect(Loop& loop, const engine::Info& info) {
  const Result<Endpoint> endpoint = parse_endpoint(info.endpoint, info.found_by);
  if (!endpoint) throw std::runtime_error(to_string(endpoint.error()));
  Result<std::shared_ptr<HttpClient>> client = HttpClient::create(loop.executor(), *endpoint);
  if (!client) throw std::runtime_error(to_string(client.error()));
  (*client)->set_prefix("/v" + info.api);
  return *client;
}

}  // namespace

EngineApi::EngineApi(Loop& loop, const engine::Engine& engine)
    : m_loop(loop), m_client(connect(loop, engine.info())) {}

EngineApi::~EngineApi() {
  m_client->close();
}

nlohmann::json EngineApi::get(const Target& target) {
  return nlohmann::json::parse(call({Method::get, target.str(), "get " + target.str()}));
}

void EngineApi::remove(const Target& target) {
  call({Method::del, target.str(), "delete " + target.str()});
}

std::string EngineApi::call(Request request) {
  const std::string purpose = request.purpose;
  const auto answer = await<Response>(
      m_loop, [&](auto done) { m_client->call(std::move(request), in_a_minute(), done); });
  if (answer.head.status / 100 != 2)
    throw std::runtime_error(to_string(api_error(purpose, answer)));
  return answer.body;
}

}  // namespace caisson::bench
