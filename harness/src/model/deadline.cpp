#include "model/deadline.hpp"

namespace caisson::model {
namespace {

/// A one-shot without a health check has no WITHIN of its own; a run must end all the same.
constexpr Duration k_one_shot_within = std::chrono::minutes(10);

Duration within(const Service& service) {
  if (service.healthcheck) return service.healthcheck->within;
  return service.completes ? k_one_shot_within : HealthCheck{}.within;
}

}  // namespace

Duration time_to_ready(const Service& service) {
  return std::chrono::duration_cast<Duration>(within(service) * service.time_scale);
}

}  // namespace caisson::model
