#include "report/explain.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/backends.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/foresee.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"
#include "lease/place.hpp"
#include "lease/record.hpp"

namespace caisson::cli {
namespace {

using report::Explanation;
using SeenMap = std::map<std::string, Seen>;

bool holds(model::Condition condition, const model::Service& service, model::ServiceState state) {
  using State = model::ServiceState;
  switch (condition) {
    case model::Condition::healthy:
      return state == State::healthy;
    case model::Condition::completed:
      return state == State::completed;
    case model::Condition::started:
      break;
  }
  return state == State::healthy || state == State::starting || state == State::unhealthy ||
         (service.completes && state == State::completed);
}

class Explain final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to explain");
  }

  Result<int> run(Context& context) override {
    const auto backed = take_backends(context);
    if (!backed) return backed.error();
    const auto service = context.service(m_service);
    if (!service) return service.error();
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto plan = context.plan({m_service});
    if (!plan) return plan.error();
    const auto foreseen = foresee(context, *plan);
    if (!foreseen) return foreseen.error();
    const auto seen = survey(context, *instance);
    if (!seen) return seen.error();
    Explanation explanation = describe(**service, **context.stack(), *seen);
    explanation.action = foreseen->at(m_service).action;
    explanation.reasons.push_back(foreseen->at(m_service).reason);
    const auto& remarks = (*service)->remarks;
    explanation.reasons.insert(explanation.reasons.end(), remarks.begin(), remarks.end());
    const Seen& now = seen->at(m_service);
    if (!now.reason.empty()) explanation.reasons.push_back("it is not ready: " + now.reason);
    const auto told = supervision_of(*instance);
    explanation.reasons.insert(explanation.reasons.end(), told.begin(), told.end());
    show(context, explanation);
    return k_done;
  }

 private:
  static Explanation describe(const model::Service& service, const model::Stack& stack,
                              const SeenMap& seen) {
    Explanation explanation;
    explanation.service = service.name;
    explanation.declared_at = service.declared_at;
    explanation.state = seen.at(service.name).state;
    if (service.healthcheck) explanation.readiness = report::check_text(*service.healthcheck);
    for (const auto& need : service.depends) {
      const auto state = seen.at(need.service).state;
      const bool fulfilled = holds(need.condition, stack.services.at(need.service), state);
      explanation.needs.push_back({need.service, need.condition, state, fulfilled});
    }
    for (const auto& want : service.wants) {
      explanation.wants.push_back({want, {}, seen.at(want).state, false});
    }
    for (const auto& [name, other] : stack.services) {
      const auto names_us = [&service](const auto& need) { return need.service == service.name; };
      if (std::any_of(other.depends.begin(), other.depends.end(), names_us)) {
        explanation.needed_by.push_back(name);
      }
    }
    return explanation;
  }

  /// What the supervisor did to it.
  std::vector<std::string> supervision_of(const std::string& instance) const {
    std::vector<std::string> lines;
    const auto place = lease::place_of(instance);
    if (!place) return lines;
    for (const auto& kept : lease::read_record(place->record)) {
      if (kept.service != m_service) continue;
      if (!kept.failed.empty()) {
        lines.push_back(kept.failed);
      } else if (kept.restarts > 0) {
        lines.push_back("restarted " + std::to_string(kept.restarts) + " times by the supervisor");
      }
    }
    return lines;
  }

  static void show(Context& context, const Explanation& explanation) {
    context.out().write(context.options().json()
                            ? report::explain_json(explanation)
                            : report::explain_text(explanation, wants_colour(context.out())));
  }

  std::string m_service;
};

}  // namespace

std::unique_ptr<Verb> make_explain() {
  return std::make_unique<Explain>();
}

}  // namespace caisson::cli
