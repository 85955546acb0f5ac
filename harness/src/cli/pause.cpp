#include "cli/pause.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "cli/await.hpp"
#include "cli/survey.hpp"
#include "run/observe.hpp"

namespace caisson::cli {
namespace {

bool depends_on(const model::Stack& stack, const model::Service& service,
                const std::set<std::string>& others) {
  return std::any_of(service.depends.begin(), service.depends.end(), [&](const auto& edge) {
    if (others.contains(edge.service)) return true;
    const auto next = stack.services.find(edge.service);
    return next != stack.services.end() && depends_on(stack, next->second, others);
  });
}

}  // namespace

Result<std::unique_ptr<Pause>> Pause::dependants_of(Context& context,
                                                    const std::set<std::string>& services) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  const auto listed = containers(context, *instance);
  if (!listed) return listed.error();
  std::unique_ptr<Pause> pause(new Pause(context));
  for (const auto& [name, container] : run::containers_of(*instance, *listed)) {
    const auto service = (*stack)->services.find(name);
    const bool concerned = service != (*stack)->services.end() && !services.contains(name) &&
                           depends_on(**stack, service->second, services);
    // One that is paused was left so by a command that was killed: it goes on afterwards, too.
    if (concerned && container.phase == engine::Phase::paused)
      pause->m_containers.push_back(container.id);
    if (!concerned || container.phase != engine::Phase::running) continue;
    pause->m_containers.push_back(container.id);
    const auto paused = await<void>(context.loop(), [&](engine::Completion<void> done) {
      (*engine)->pause_container(container.id, context.in(k_call_limit), std::move(done));
    });
    // One that has just ended has nothing to be paused.
    if (paused) continue;
    pause->m_containers.pop_back();
    if (paused.error().kind == ErrorKind::engine_unreachable) return paused.error();
  }
  return pause;
}

Pause::~Pause() {
  const auto engine = m_context.engine();
  if (!engine) return;
  for (const std::string& container : m_containers) {
    const auto resumed = await<void>(m_context.loop(), [&](engine::Completion<void> done) {
      (*engine)->unpause_container(container, m_context.in(k_call_limit), std::move(done));
    });
    if (!resumed) spdlog::error("a service stays paused: {}", to_string(resumed.error()));
  }
}

}  // namespace caisson::cli
