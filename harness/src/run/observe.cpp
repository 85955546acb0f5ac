#include "run/observe.hpp"

#include <charconv>

#include "model/names.hpp"
#include "plan/backend.hpp"
#include "run/labels.hpp"

namespace caisson::run {
namespace {

/// What was made before EXPIRES was declared has: nobody knows when that was.
bool has_expired(const model::Service& service, const engine::Container& container, Time time) {
  if (!service.expires) return false;
  const std::string text = label_of(container.labels, label::k_made_at);
  Time::rep made_at = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), made_at);
  if (read.ec != std::errc()) return true;
  return time - Time(Time::duration(made_at)) >= *service.expires;
}

}  // namespace

std::map<std::string, engine::Container> containers_of(
    const std::string& instance, const std::vector<engine::Container>& listed) {
  std::map<std::string, engine::Container> found;
  for (const engine::Container& container : listed) {
    const std::string service = label_of(container.labels, label::k_service);
    if (service.empty() || label_of(container.labels, label::k_instance) != instance) continue;
    found.insert_or_assign(service, container);
  }
  return found;
}

FoundMap observe(
    const plan::Plan& plan, const std::map<std::string, engine::Container>& containers, Time time,
    const std::function<std::string(const model::Service&, const engine::Container&)>& hash_of) {
  FoundMap found;
  for (const plan::Step& step : plan.steps) {
    const auto at = containers.find(step.service->name);
    if (at == containers.end()) continue;
    const engine::Container& container = at->second;
    Found& have = found[step.service->name];
    have.container = container.id;
    // A paused one is woken (Driver::up).
    have.running =
        container.phase == engine::Phase::running || container.phase == engine::Phase::paused;
    have.exit_code = container.exit_code;
    const std::string hash = label_of(container.labels, label::k_hash);
    have.current = !hash.empty() && hash == hash_of(*step.service, container);
    have.expired = has_expired(*step.service, container, time);
  }
  return found;
}

model::Service as_found(const model::Stack& stack, const model::Service& service,
                        const engine::Container& container) {
  const auto backend = model::backend_from(label_of(container.labels, label::k_backend));
  return plan::as_backed(stack, service, backend.value_or(model::Backend::container));
}

model::ServiceState state_of(const model::Service& service, const engine::Container& container) {
  switch (container.phase) {
    case engine::Phase::created:
      return model::ServiceState::created;
    case engine::Phase::running:
    case engine::Phase::paused:
      if (container.health == engine::Health::unhealthy) return model::ServiceState::unhealthy;
      return model::ServiceState::starting;
    case engine::Phase::exited:
    case engine::Phase::removing:
      break;
  }
  return service.completes && container.exit_code == 0 ? model::ServiceState::completed
                                                       : model::ServiceState::exited;
}

}  // namespace caisson::run
