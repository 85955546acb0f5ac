#include "cli/misfits.hpp"

#include <algorithm>

#include "cli/await.hpp"
#include "cli/survey.hpp"
#include "cli/workbench.hpp"
#include "model/program.hpp"
#include "run/observe.hpp"
#include "run/program_trial.hpp"

namespace caisson::cli {

Result<std::map<std::string, Error>> misfits(Context& context, const Replacement& replacement) {
  const auto engine = context.engine();
  if (!engine) return engine.error();
  const plan::Plan& plan = *replacement.plan;
  const auto present = run::containers_of(replacement.site->instance, replacement.containers);
  std::map<std::string, Error> found;
  for (const std::string& name : replacement.services) {
    const model::Service& service = plan.stack->services.at(name);
    const auto container = present.find(name);
    if (container == present.end() || model::programs_of(service).empty()) continue;
    const auto renewed = replacement.renewed.find(service.image);
    const bool is_new =
        renewed != replacement.renewed.end() && renewed->second != container->second.image;
    const run::TrialPlace place{&plan, replacement.site,
                                is_new ? renewed->second : container->second.image,
                                is_new ? std::string() : container->second.id};
    const auto fits = await<void>(context.loop(), [&](engine::Completion<void> done) {
      run::try_programs(**engine, context.loop().clock(), service, place, std::move(done));
    });
    if (fits) continue;
    if (fits.error().kind != ErrorKind::service_failed) return fits.error();
    found.emplace(name, fits.error());
  }
  return found;
}

Result<void> check_programs_of(Context& context, const plan::Plan& plan,
                               const std::vector<std::string>& services) {
  Replacement replacement{&plan, nullptr, services, {}, {}};
  bool any = false;
  for (const plan::Step& step : plan.steps) {
    if (services.empty()) replacement.services.push_back(step.service->name);
    any = any || !model::programs_of(*step.service).empty();
  }
  if (!any) return {};
  const auto instance = context.instance();
  if (!instance) return instance.error();
  auto listed = containers(context, *instance);
  if (!listed) return listed.error();
  replacement.containers = std::move(*listed);
  const auto bench = Workbench::make(context, plan, Workbench::Purpose::look, {});
  if (!bench) return bench.error();
  replacement.site = &(*bench)->site();
  const auto found = misfits(context, replacement);
  if (!found) return found.error();
  if (found->empty()) return {};
  Error first = found->begin()->second;
  first.place = "services." + found->begin()->first;
  return first;
}

}  // namespace caisson::cli
