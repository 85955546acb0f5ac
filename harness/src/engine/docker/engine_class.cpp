#include "engine/docker/engine_class.hpp"

#include <algorithm>

namespace caisson::engine::docker {

DockerEngine::DockerEngine(Loop& loop, std::shared_ptr<HttpClient> client, Info info)
    : m_loop(loop),
      m_client(std::move(client)),
      m_info(std::move(info)),
      m_addresses(m_client->endpoint()),
      m_leash(std::make_shared<LeashVolume>(m_client, loop.clock())) {}

DockerEngine::~DockerEngine() {
  m_client->close();
}

Completion<Response> acknowledged(std::string purpose, std::vector<unsigned> as_good,
                                  Completion<void> done) {
  return [purpose = std::move(purpose), as_good = std::move(as_good),
          done = std::move(done)](Result<Response> response) {
    if (!response) return done(response.error());
    const unsigned status = response->head.status;
    const bool good =
        status / 100 == 2 || std::find(as_good.begin(), as_good.end(), status) != as_good.end();
    return done(good ? Result<void>() : Result<void>(api_error(purpose, *response)));
  };
}

std::string short_id(const std::string& id) {
  const bool is_id =
      id.size() == 64 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_id ? id.substr(0, 12) : id;
}

}  // namespace caisson::engine::docker
