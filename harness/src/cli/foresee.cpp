#include "cli/foresee.hpp"

#include <optional>

#include "cli/await.hpp"
#include "cli/workbench.hpp"
#include "report/failure.hpp"
#include "run/driver.hpp"

namespace caisson::cli {
namespace {

using report::Explanation;

Foreseen judge(const model::Service& service, const run::Found* found) {
  if (found == nullptr) return {Explanation::Action::start, "it has no container"};
  if (!found->current) {
    return {Explanation::Action::recreate,
            "its declaration, environment or image is not what it was made from"};
  }
  if (found->running)
    return {Explanation::Action::leave, "its container runs and is made from this declaration"};
  if (service.completes && found->exit_code == 0 && found->expired)
    return {Explanation::Action::recreate, "it has completed longer ago than its EXPIRES"};
  if (service.completes && found->exit_code == 0)
    return {Explanation::Action::leave, "it has completed"};
  if (!found->exit_code) return {Explanation::Action::start, "its container was never started"};
  return {Explanation::Action::start,
          "its container " + report::exit_text(*found->exit_code, false)};
}

}  // namespace

std::string word_of(Explanation::Action action) {
  switch (action) {
    case Explanation::Action::start:
      return "start";
    case Explanation::Action::recreate:
      return "recreate";
    case Explanation::Action::leave:
      return "leave";
    case Explanation::Action::nothing:
      break;
  }
  return "nothing";
}

Result<std::map<std::string, Foreseen>> foresee(Context& context, const plan::Plan& plan) {
  const auto bench = Workbench::make(context, plan, Workbench::Purpose::look, {});
  if (!bench) return bench.error();
  run::Driver driver((*bench)->surroundings(), plan, (*bench)->site(), {});
  const auto found = await<run::FoundMap>(
      context.loop(),
      [&driver](engine::Completion<run::FoundMap> done) { driver.look(std::move(done)); });
  if (!found) return found.error();
  std::map<std::string, Foreseen> foreseen;
  for (const auto& step : plan.steps) {
    const auto at = found->find(step.service->name);
    foreseen[step.service->name] = judge(*step.service, at == found->end() ? nullptr : &at->second);
  }
  return foreseen;
}

}  // namespace caisson::cli
