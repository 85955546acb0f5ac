#include <fmt/format.h>

#include "base/file.hpp"
#include "cli/backends.hpp"
#include "cli/bring_up.hpp"
#include "cli/context.hpp"
#include "cli/debug_server.hpp"
#include "cli/exit_code.hpp"
#include "cli/foresee.hpp"
#include "cli/migrations.hpp"
#include "cli/start_report.hpp"
#include "cli/verbs.hpp"
#include "cli/watch_session.hpp"
#include "plan/debugging.hpp"
#include "plan/development.hpp"

namespace caisson::cli {
namespace {

class Up final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services,
                          "services to start with all they depend on; none: a mode");
    arguments.flag("--watch", m_watch, "go on and see to it that edits are live, until Ctrl-C");
    arguments.options("--debug", m_debugged, "start this service under its debugger");
    arguments.flag("--keep", m_keep, "leave what a failed start made (CAISSON_KEEP_ON_FAILURE)");
    arguments.option("--report", m_report, "write a page (HTML) that shows the start to this file");
  }

  Result<int> run(Context& context) override {
    if (!m_services.empty() && !context.options().mode.empty()) {
      return Error{ErrorKind::usage, "services and a mode are named at the same time", "--mode",
                   "Give one or the other."};
    }
    const auto backed = take_backends(context);
    if (!backed) return backed.error();
    if (m_watch) {
      context.amend([](model::Stack& declared) { declared = plan::development(declared); });
    }
    const auto debugged = put_under_debuggers(context);
    if (!debugged) return debugged.error();
    const auto plan = plan_with_history(context, m_services);
    if (!plan) return plan.error();
    if (context.options().dry_run) return preview(context, *plan);
    run::Options options;
    const std::string keep = variable("CAISSON_KEEP_ON_FAILURE");
    options.keep = m_keep || (!keep.empty() && keep != "0");
    Fingerprints fingerprints(*plan->stack);
    Migrations migrations(context, *plan, fingerprints);
    const auto saved = migrations.save_before("up");
    if (!saved || *saved != k_done) return saved;
    const auto started = [&](int code) { return note_start(context, migrations, code); };
    if (m_watch) return bring_up_and_watch(context, *plan, options, started);
    const auto code = bring_up(context, *plan, options, [&fingerprints](const model::Image& image) {
      return fingerprints.of(image);
    });
    if (!code) return code;
    const auto noted = started(*code);
    if (!noted) return noted.error();
    return code;
  }

 private:
  Result<void> put_under_debuggers(Context& context) {
    if (m_debugged.empty()) return {};
    const auto known = context.known_services(m_debugged);
    if (!known) return known.error();
    const auto server = debug_server();
    if (!server) return server.error();
    Result<void> made;
    context.amend([&](model::Stack& stack) {
      for (const std::string& name : m_debugged) {
        if (made) made = plan::debug(stack.services.at(name), *server);
      }
    });
    return made;
  }

  Result<void> note_start(Context& context, Migrations& migrations, int code) const {
    if (code == k_done) {
      const auto remembered = migrations.remember();
      if (!remembered) return remembered;
    }
    if (m_report.empty()) return {};
    const auto page = last_start_page(context);
    if (!page) return page.error();
    return write_file(m_report, *page);
  }

  Result<int> preview(Context& context, const plan::Plan& plan) {
    const auto foreseen = foresee(context, plan);
    if (!foreseen) return foreseen.error();
    for (const auto& step : plan.steps) {
      const Foreseen& service = foreseen->at(step.service->name);
      context.out().write(
          fmt::format("{} {}: {}\n", word_of(service.action), step.service->name, service.reason));
    }
    return k_done;
  }

  std::vector<std::string> m_services;
  std::vector<std::string> m_debugged;
  std::string m_report;
  bool m_keep = false;
  bool m_watch = false;
};

}  // namespace

std::unique_ptr<Verb> make_up() {
  return std::make_unique<Up>();
}

}  // namespace caisson::cli
