#include "render/kubernetes_probe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/names.hpp"
#include "render/prober.hpp"

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;
using Kind = model::HealthCheck::Kind;
using std::chrono::seconds;

/// Pauses in whole seconds, which is what Kubernetes counts in.
constexpr Duration k_period_at_start = seconds(1);
constexpr Duration k_pause_when_ready = seconds(5);
constexpr Duration k_pause_of_liveness = seconds(10);
/// One slow answer is no reason to take a pod out of its Service.
constexpr int k_least_failures = 3;
/// More than the prober's own patience.
constexpr int k_probe_timeout = 10;

bool is_asked_by_prober(const std::optional<model::HealthCheck>& check) {
  return check && (check->kind == Kind::postgres || check->kind == Kind::redis);
}

long whole_seconds(Duration duration) {
  return std::max(std::chrono::ceil<seconds>(duration).count(), seconds::rep{1});
}

/// Adds to a probe how it asks.
Result<void> add_question(Json& probe, const model::Service& service,
                          const model::HealthCheck& check) {
  switch (check.kind) {
    case Kind::tcp:
      probe["tcpSocket"]["port"] = check.port;
      return {};
    case Kind::http:
      probe["httpGet"] = {{"path", check.path}, {"port", check.port}};
      return {};
    case Kind::grpc:
      probe["grpc"]["port"] = check.port;
      if (!check.path.empty()) probe["grpc"]["service"] = check.path;
      return {};
    case Kind::postgres:
    case Kind::redis:
      probe["exec"]["command"] = prober_command(check);
      return {};
    case Kind::exec:
      probe["exec"]["command"] = check.command;
      return {};
    case Kind::log:
    case Kind::engine:
      break;
  }
  return Error{ErrorKind::usage,
               fmt::format("Kubernetes has no probe for the {} check of `{}`",
                           to_upper(model::to_string(check.kind)), service.name),
               service.declared_at,
               "give it one that asks the service: HTTP, TCP, GRPC, EXEC or another"};
}

/// How often it asks, and how many failures in a row count.
void add_times(Json& probe, Duration period, long failures) {
  probe["periodSeconds"] = whole_seconds(period);
  probe["timeoutSeconds"] = k_probe_timeout;
  probe["failureThreshold"] = failures;
}

}  // namespace

bool is_asked_inside(const model::Service& service) {
  return is_asked_by_prober(service.healthcheck) || is_asked_by_prober(service.liveness);
}

Result<void> add_kubernetes_probes(Json& container, const model::Service& service) {
  if (const auto& first = service.healthcheck ? service.healthcheck : service.liveness) {
    Json& probe = container["startupProbe"];
    if (auto added = add_question(probe, service, *first); !added) return added;
    const Duration period = first->every.value_or(k_period_at_start);
    add_times(probe, period, (whole_seconds(first->within) - 1) / whole_seconds(period) + 1);
  }
  if (const auto& check = service.healthcheck) {
    Json& probe = container["readinessProbe"];
    if (auto added = add_question(probe, service, *check); !added) return added;
    add_times(probe, check->every.value_or(k_pause_when_ready),
              std::max(check->grace + 1, k_least_failures));
  }
  if (const auto& check = service.liveness) {
    Json& probe = container["livenessProbe"];
    if (auto added = add_question(probe, service, *check); !added) return added;
    add_times(probe, check->every.value_or(k_pause_of_liveness), check->grace + 1);
  }
  return {};
}

}  // namespace caisson::render
