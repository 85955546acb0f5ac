#include "cli/backends.hpp"
#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/fingerprints.hpp"
#include "cli/migrations.hpp"
#include "cli/misfits.hpp"
#include "cli/take_down.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// Removes the containers and makes them anew: a restart that kept a container would keep what is
/// wrong with it, too. Data lies in volumes and stays; what a one-shot migrates again is saved
/// first.
class Restart final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "services to restart; none: the whole instance");
  }

  Result<int> run(Context& context) override {
    const auto backed = take_backends(context);
    if (!backed) return backed.error();
    const auto plan = plan_with_history(context, m_services);
    if (!plan) return plan.error();
    const auto fit = check_programs_of(context, *plan, m_services);
    if (!fit) return fit.error();
    Fingerprints fingerprints(*plan->stack);
    Migrations migrations(context, *plan, fingerprints);
    const auto saved = migrations.save_before("restart", m_services);
    if (!saved || *saved != k_done) return saved;
    const auto instance = context.instance();
    if (!instance) return instance.error();
    {
      const auto held = hold_instance(*instance, "restart");
      if (!held) return held.error();
      const auto gone = take_down(context, *instance, m_services);
      if (!gone || *gone != k_done) return gone;
    }
    const auto code = bring_up(context, *plan, {}, [&fingerprints](const model::Image& image) {
      return fingerprints.of(image);
    });
    if (!code || *code != k_done) return code;
    const auto remembered = migrations.remember();
    if (!remembered) return remembered.error();
    return code;
  }

 private:
  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_restart() {
  return std::make_unique<Restart>();
}

}  // namespace caisson::cli
