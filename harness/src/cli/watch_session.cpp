#include "cli/watch_session.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/path_watch.hpp"
#include "base/text.hpp"
#include "cli/bring_up.hpp"
#include "cli/exit_code.hpp"
#include "cli/fingerprints.hpp"
#include "cli/reactor.hpp"
#include "report/edits.hpp"
#include "watch/inputs.hpp"
#include "watch/machine.hpp"

namespace caisson::cli {
namespace {

std::vector<std::string> watched_services(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::Step& step : plan.steps) {
    if (!step.service->watch.empty()) names.push_back(step.service->name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The edge of watch::Machine: hands it what the kernel says of files, and does what it commands.
/// What is done on the engine runs the loop itself, so that edits meanwhile are noted.
class WatchSession {
 public:
  WatchSession(Context& context, const plan::Plan& plan, watch::Inputs inputs,
               report::ProgressKind kind)
      : m_context(context),
        m_plan(plan),
        m_inputs(std::move(inputs)),
        m_machine(plan),
        m_fingerprints(*plan.stack),
        m_edits(report::make_edits(kind, context.out(), context.err(), plan.stack->source_dir)),
        m_reactor(context, plan, m_fingerprints, *m_edits) {}

  ~WatchSession() {
    if (m_timer) m_context.loop().clock().cancel(*m_timer);
  }

  /// Edits during the start count as well: the watch begins before it.
  Result<int> run(run::Options options, const Started& then) {
    const auto begun = begin_to_watch();
    if (!begun) return begun.error();
    const auto started = bring_up(m_context, m_plan, options, [this](const model::Image& image) {
      return m_fingerprints.of(image);
    });
    if (!started) return started;
    const auto told = then(*started);
    if (!told) return told.error();
    if (*started != k_done) return started;
    m_edits->watching(watched_services(m_plan));
    return react_until_interrupted();
  }

 private:
  Result<void> begin_to_watch() {
    PathWatch::Callbacks callbacks;
    callbacks.touched = [this](const std::string& path) { feed(watch::event::Touched{path}); };
    callbacks.lost = [this] { feed(watch::event::Lost{}); };
    callbacks.blind = [this](const Error& error) { m_edits->trouble(error); };
    callbacks.skip = [this](const std::string& folder) { return m_inputs.skips(folder); };
    auto files = PathWatch::make(m_context.loop(), std::move(callbacks));
    if (!files) return files.error();
    m_files = std::move(*files);
    for (const std::string& root : m_inputs.roots())
      m_files->add(root);
    // Between reading them and watching them they may have changed.
    feed(watch::event::Lost{});
    return {};
  }

  Result<int> react_until_interrupted() {
    for (;;) {
      if (m_reaction) {
        const auto end = m_reactor.react(*std::exchange(m_reaction, {}));
        if (!end) return end.error();
        if (*end == Reactor::End::interrupted) break;
        feed(watch::event::Acted{*end == Reactor::End::postponed});
        continue;
      }
      bool interrupted = false;
      m_context.loop().on_interrupt([this, &interrupted](int) {
        interrupted = true;
        m_context.loop().stop();
      });
      m_idle = true;
      m_context.loop().run();
      m_idle = false;
      if (interrupted) break;
    }
    m_edits->ended();
    return k_done;
  }

  void feed(const watch::Event& event) {
    for (watch::Command& command : m_machine.step(event, m_context.loop().clock().now()))
      std::visit([this](auto& what) { perform(what); }, command);
  }

  void perform(const watch::command::WakeAt& command) {
    Clock& clock = m_context.loop().clock();
    if (m_timer) clock.cancel(*m_timer);
    m_timer = clock.schedule(command.at, [this] {
      m_timer.reset();
      feed(watch::event::TimerFired{});
    });
  }
  void perform(const watch::command::Look& command) {
    feed(watch::event::Looked{m_inputs.look(command.hints)});
  }
  /// Done by the loop of `react_until_interrupted`, not inside a callback.
  void perform(watch::command::React& command) {
    m_reaction = std::move(command.reaction);
    if (m_idle) m_context.loop().stop();
  }

  Context& m_context;
  const plan::Plan& m_plan;
  watch::Inputs m_inputs;
  watch::Machine m_machine;
  Fingerprints m_fingerprints;
  std::unique_ptr<report::Edits> m_edits;
  Reactor m_reactor;
  std::unique_ptr<PathWatch> m_files;
  std::optional<Clock::TimerId> m_timer;
  std::optional<watch::Reaction> m_reaction;  ///< to be done
  bool m_idle = false;
};

}  // namespace

Result<int> bring_up_and_watch(Context& context, const plan::Plan& plan, run::Options options,
                               const Started& started) {
  const auto kind = report::parse_progress(context.options().progress);
  if (!kind) return kind.error();
  if (watched_services(plan).empty()) {
    return Error{ErrorKind::usage, "none of the services to start has a WATCH", "--watch",
                 "Say in caisson_add_service() what an edit leads to: `WATCH src restart`."};
  }
  auto inputs = watch::Inputs::read(plan);
  if (!inputs) return inputs.error();
  return WatchSession(context, plan, std::move(*inputs), *kind).run(options, started);
}

}  // namespace caisson::cli
