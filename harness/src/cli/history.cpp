#include "report/history.hpp"

#include "base/paths.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/history_file.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class HistoryVerb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services,
                          "of these; of a single one each start; none: of all");
  }

  Result<int> run(Context& context) override {
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto state = state_directory(*instance);
    if (!state) return state.error();
    const auto history = HistoryFile(*state).read();
    if (!history) return history.error();
    context.out().write(told(context, *history));
    return k_done;
  }

 private:
  std::string told(Context& context, report::History history) const {
    if (!m_services.empty()) {
      report::History wanted;
      for (const std::string& service : m_services)
        wanted[service] = std::move(history[service]);
      history = std::move(wanted);
    }
    if (context.options().json()) return report::history_json(history);
    return m_services.size() == 1 ? report::starts_text(history.begin()->second)
                                  : report::history_text(history);
  }

  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_history() {
  return std::make_unique<HistoryVerb>();
}

}  // namespace caisson::cli
