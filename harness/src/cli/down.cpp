#include <algorithm>

#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/survey.hpp"
#include "cli/take_down.hpp"
#include "cli/verbs.hpp"
#include "run/labels.hpp"

namespace caisson::cli {
namespace {

class Down final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "services to stop; none: the whole instance");
  }

  Result<int> run(Context& context) override {
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto instance = context.instance();
    if (!instance) return instance.error();
    if (context.options().dry_run) return preview(context, *instance);
    const auto held = hold_instance(*instance, "down");
    if (!held) return held.error();
    return take_down(context, *instance, m_services);
  }

 private:
  Result<int> preview(Context& context, const std::string& instance) {
    const auto listed = containers(context, instance);
    if (!listed) return listed.error();
    for (const auto& container : *listed) {
      const auto label = container.labels.find(run::label::k_service);
      const std::string service = label == container.labels.end() ? "" : label->second;
      const bool chosen = m_services.empty() || std::find(m_services.begin(), m_services.end(),
                                                          service) != m_services.end();
      if (chosen) context.out().write("would remove " + container.name + "\n");
    }
    return k_done;
  }

  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_down() {
  return std::make_unique<Down>();
}

}  // namespace caisson::cli
