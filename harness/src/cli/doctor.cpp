#include <algorithm>

#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/finding.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class Doctor final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    Findings findings{{"caisson", Finding::Grade::good, "version " CAISSON_VERSION, {}}};
    const auto add = [&findings](const Findings& more) {
      findings.insert(findings.end(), more.begin(), more.end());
    };
    const Findings engine = examine_engine(context);
    add(engine);
    add(examine_machine());
    add(examine_tools(context));
    add(examine_project(context));
    context.out().write(context.options().json()
                            ? findings_json(findings)
                            : findings_text(findings, wants_colour(context.out())));
    const auto is_bad = [](const Finding& finding) { return finding.grade == Finding::Grade::bad; };
    if (std::any_of(engine.begin(), engine.end(), is_bad)) return k_engine_unreachable;
    return std::any_of(findings.begin(), findings.end(), is_bad) ? k_service_failed : k_done;
  }
};

}  // namespace

std::unique_ptr<Verb> make_doctor() {
  return std::make_unique<Doctor>();
}

}  // namespace caisson::cli
