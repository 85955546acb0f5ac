#include "probe/conversation.hpp"

#include "probe/grpc.hpp"
#include "probe/http.hpp"
#include "probe/postgres.hpp"
#include "probe/redis.hpp"
#include "probe/tcp.hpp"

namespace caisson::probe {

Verdict Conversation::closed() {
  return Verdict::not_ready("closed the connection without an answer");
}

Verdict Conversation::silent() {
  return Verdict::more();
}

Credentials credentials_of(const model::HealthCheck& check,
                           const std::map<std::string, std::string>& environment) {
  const auto value_of = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  switch (check.kind) {
    case model::HealthCheck::Kind::postgres:
      return {value_of("POSTGRES_PASSWORD")};
    case model::HealthCheck::Kind::redis:
      return {value_of("REDIS_PASSWORD")};
    default:
      return {};
  }
}

std::unique_ptr<Conversation> make_conversation(const model::HealthCheck& check,
                                                const Credentials& credentials) {
  switch (check.kind) {
    case model::HealthCheck::Kind::tcp:
      return make_tcp();
    case model::HealthCheck::Kind::http:
      return make_http(check.path, check.port);
    case model::HealthCheck::Kind::grpc:
      return make_grpc(check.path, check.port);
    case model::HealthCheck::Kind::postgres:
      return make_postgres({check.login, check.database, credentials.password, scram_nonce()});
    case model::HealthCheck::Kind::redis:
      return make_redis(credentials.password);
    case model::HealthCheck::Kind::log:
    case model::HealthCheck::Kind::exec:
    case model::HealthCheck::Kind::engine:
      break;
  }
  return nullptr;
}

}  // namespace caisson::probe
