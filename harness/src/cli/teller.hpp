#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/terminal.hpp"
#include "cli/context.hpp"
#include "cli/ready_times.hpp"
#include "cli/urls.hpp"
#include "report/progress.hpp"
#include "report/start.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// Tells a run to its reader while it goes on, and learns how long services take.
class Teller {
 public:
  /// Progress goes to stderr; as JSON it is data and goes to stdout.
  Teller(Context& context, report::ProgressKind kind, const plan::Plan& plan);
  ~Teller();
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  /// From now on, tells where what this run made can be opened. Both outlive it.
  void tell_urls(const plan::Plan& plan, const run::HostPorts& ports);
  void observe(const model::Event& event, Instant at);
  void note(const std::string& line);
  void finish();

  /// Nothing was made or started.
  bool idle() const { return !m_busy; }
  Duration elapsed() const;
  /// What was seen so far.
  const report::Start& start() const { return m_start; }
  /// Adds what this run learnt to what is known.
  void learn(ReadyTimes& times) const;

 private:
  void tick();
  void tell_opened(const std::string& service, Instant at);

  Context& m_context;
  Instant m_began;
  std::unique_ptr<report::Progress> m_progress;
  bool m_live;
  Clock::TimerId m_timer = 0;
  bool m_busy = false;
  std::optional<OpenUrls> m_urls;
  report::Start m_start;
};

}  // namespace caisson::cli
