#include <algorithm>
#include <memory>

#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"
#include "report/text.hpp"
#include "run/observe.hpp"

namespace caisson::cli {
namespace {

using Containers = std::map<std::string, engine::Container>;

class Logs final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("service", m_services, "services whose log is wanted; none: all");
    arguments.flag("-f,--follow", m_follow, "go on until Ctrl-C or the services' end");
    arguments.option("-n,--tail", m_tail, "the last lines only");
  }

  Result<int> run(Context& context) override {
    if (m_tail && *m_tail < 0) {
      return Error{ErrorKind::usage, "`" + std::to_string(*m_tail) + "` is no number of lines",
                   "--tail"};
    }
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto wanted = find(context);
    if (!wanted) return wanted.error();
    const auto shown = show(context, *wanted);
    if (!shown) return shown.error();
    return 0;
  }

 private:
  Result<Containers> find(Context& context) {
    if (m_services.size() == 1) {
      const auto one = container_of(context, m_services.front());
      if (!one) return one.error();
      return Containers{{m_services.front(), *one}};
    }
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto listed = containers(context, *instance);
    if (!listed) return listed.error();
    Containers present = run::containers_of(*instance, *listed);
    if (m_services.empty()) return present;
    Containers chosen;
    for (const auto& name : m_services) {
      if (present.count(name) > 0) chosen[name] = present[name];
    }
    return chosen;
  }

  /// Several logs at once are told apart by their service's name; one alone is passed on untouched.
  Result<void> show(Context& context, const Containers& wanted) {
    if (wanted.empty()) return {};
    const auto engine = context.engine();
    if (!engine) return engine.error();
    std::size_t width = 0;
    for (const auto& [name, container] : wanted)
      width = std::max(width, report::columns(name));
    const bool colour = wants_colour(context.out());
    std::vector<engine::SubscriptionPtr> streams;
    return await<void>(context.loop(), [&](engine::Completion<void> done) {
      auto open = std::make_shared<std::size_t>(wanted.size());
      auto ended = [open, done](const Result<void>& result) {
        if (!result || --*open == 0) done(result);
      };
      if (m_follow) context.loop().on_interrupt([done](int) { done(Result<void>()); });
      for (const auto& [name, container] : wanted) {
        const std::string head =
            wanted.size() == 1
                ? std::string()
                : report::paint(report::pad(name, width), report::Tone::dim, colour) + "  ";
        auto line = [&context, head](const engine::LogLine& written) {
          context.out().write(head + written.text + "\n");
        };
        streams.push_back((*engine)->logs(container.id, {m_follow, m_tail, false}, line, ended));
      }
    });
  }

  std::vector<std::string> m_services;
  bool m_follow = false;
  std::optional<int> m_tail;
};

}  // namespace

std::unique_ptr<Verb> make_logs() {
  return std::make_unique<Logs>();
}

}  // namespace caisson::cli
