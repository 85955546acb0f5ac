#include "render/compose_health.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/compose_text.hpp"
#include "render/prober.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Kind = model::HealthCheck::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Each look is a process in the container, so they are rarer than ours.
constexpr Duration k_pause = seconds(2);
/// The same where the start has a pause of its own.
constexpr Duration k_pause_when_healthy = seconds(10);
constexpr Duration k_pause_at_start = milliseconds(500);
constexpr int k_start_interval_engine = 25;
constexpr const char* k_timeout = "10s";
/// Compose marks a service that was ready; one slow answer is no reason to.
constexpr int k_least_retries = 3;

Json times_of(const model::HealthCheck& check, const ComposeOptions& options) {
  Json times;
  if (options.engine >= k_start_interval_engine) {
    times["interval"] = compose_duration(check.every.value_or(k_pause_when_healthy));
    times["start_interval"] =
        compose_duration(std::min(check.every.value_or(k_pause_at_start), k_pause_at_start));
  } else {
    times["interval"] = compose_duration(check.every.value_or(k_pause));
  }
  times["timeout"] = k_timeout;
  times["start_period"] = compose_duration(check.within);
  times["retries"] = std::max(check.grace + 1, k_least_retries);
  return times;
}

}  // namespace

bool needs_prober(const model::Service& service) {
  if (!service.healthcheck) return false;
  switch (service.healthcheck->kind) {
    case Kind::tcp:
    case Kind::http:
    case Kind::grpc:
    case Kind::postgres:
    case Kind::redis:
      return true;
    case Kind::log:
    case Kind::exec:
    case Kind::engine:
      break;
  }
  return false;
}

Result<void> add_compose_health(Json& entry, const model::Service& service,
                                const ComposeOptions& options) {
  if (!service.healthcheck) {
    entry["healthcheck"]["disable"] = true;
    return {};
  }
  const model::HealthCheck& check = *service.healthcheck;
  if (check.kind == Kind::engine) return {};
  if (check.kind == Kind::log) {
    return Error{ErrorKind::usage,
                 fmt::format("Compose cannot tell from its log when `{}` is ready", service.name),
                 service.declared_at,
                 "give it a HEALTHCHECK that asks the service: HTTP, TCP, EXEC or another"};
  }
  std::vector<std::string> test{"CMD"};
  const auto command = check.kind == Kind::exec ? check.command : prober_command(check);
  test.insert(test.end(), command.begin(), command.end());
  Json& health = entry["healthcheck"];
  health["test"] = compose_literals(test);
  health.update(times_of(check, options));
  return {};
}

}  // namespace caisson::render
