#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "lease/protocol.hpp"
#include "model/stack.hpp"
#include "run/allowance.hpp"
#include "run/halt.hpp"
#include "run/keep_alive.hpp"
#include "run/prober.hpp"

namespace caisson::lease {

/// Keeps one running instance alive: probes LIVENESS, restarts with back-off what fails it or ends
/// by itself, gives up what flaps, and says when nothing is left to keep. It touches containers of
/// its instance only, and none that a command is at work on (`set_busy`).
class Supervisor {
 public:
  struct Callbacks {
    /// The manifest as it is now; an error keeps the one before.
    std::function<Result<model::Stack>()> reload;
    /// The environment of a service's container, for probes that log in.
    std::function<std::map<std::string, std::string>(const model::Service&)> environment;
    /// Nothing of the instance runs or is about to.
    std::function<void()> idle;
    /// Restarts or given-up services changed.
    std::function<void(const std::vector<Kept>&)> changed;
    /// The engine is gone for good.
    std::function<void(Error)> lost;
    /// One line for the log.
    std::function<void(const std::string&)> say;
  };

  /// `engine` and `clock` outlive the supervisor.
  Supervisor(engine::Engine& engine, Clock& clock, std::string instance, Callbacks callbacks);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  void begin();
  /// While busy nothing is probed or restarted; afterwards everything is looked at anew.
  void set_busy(bool busy);
  std::vector<Kept> kept() const;

 private:
  /// One container under care.
  struct Ward {
    const model::Service* service = nullptr;
    std::string container;
    run::KeepAlive keep_alive;
    run::Allowance allowance;  ///< to be ready, since its last start
    bool running = false;
    bool working = false;                 ///< a call that stops or starts it is under way
    bool proven = false;                  ///< ready since its last start; only then LIVENESS counts
    bool due = false;                     ///< `timer` is that of a restart
    bool asking = false;                  ///< whether a debugger has stopped it
    bool doubted = false;                 ///< failed without being stopped, at the last look
    bool worked_on = false;               ///< starts itself again after an edit
    std::optional<model::Debug> debug{};  ///< it was started under
    std::string failed{};
    std::optional<Clock::TimerId> timer{};
    std::unique_ptr<run::Prober> prober{};
  };

  void on_event(const engine::Event& event);
  void look();
  void reload();
  void take_stock(const std::vector<engine::Container>& listed);
  void adopt(const model::Service& service, const engine::Container& container);
  void found_running(Ward& ward);
  void found_ended(Ward& ward, std::optional<int> exit_code);
  void probe_soon(Ward& ward, Duration pause);
  void probe(Ward& ward);
  void alive(const std::string& name);
  void unalive(const std::string& name, const std::string& reason);
  void ask_whether_halted(Ward& ward, std::vector<run::Debuggee> debuggees,
                          const std::string& reason);
  bool excused(Ward& ward, bool halted);
  void count_failure(Ward& ward, const std::string& reason);
  std::vector<run::Debuggee> debuggees_below(const model::Service& service) const;
  void obey(Ward& ward, run::KeepAlive::Decision decision, const std::string& reason);
  void restart(const std::string& name);
  void start(const std::string& name);
  void rest(Ward& ward);
  void forgive(Ward& ward);
  void idle_if_nothing_runs();
  Ward* ward_of(const std::string& name);
  static bool is_starting(const Ward& ward);
  static Duration pause_after(const Ward& ward);

  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  std::string m_instance;
  Callbacks m_callbacks;
  model::Stack m_stack;
  std::map<std::string, Ward> m_wards;  ///< by service
  engine::SubscriptionPtr m_subscription;
  bool m_busy = false;
  bool m_stale = true;  ///< the manifest may have changed since it was read
  bool m_looking = false;
  bool m_look_again = false;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::lease
