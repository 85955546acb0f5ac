#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "lease/bench.hpp"
#include "lease/diary.hpp"
#include "lease/facts.hpp"
#include "model/stack.hpp"
#include "run/driver.hpp"

namespace caisson::lease {

/// The ephemeral containers that tests share: brought up when first needed, through the same run
/// loop as everything else, and never twice. It grows with what is asked for. A bring-up that fails
/// is remembered: whoever needs the same service is told the same root cause.
class Environment {
 public:
  struct Callbacks {
    MakeBench bench;
    /// Root causes as text for people.
    std::function<std::string(const std::vector<run::Failure>&)> explain;
    /// One line for the log.
    std::function<void(const std::string&)> say;
    /// Everything of the environment of this name is gone from the engine.
    std::function<void(const std::string& name)> gone;
  };

  /// `stack` as declared in `manifest`; the ephemeral form is made here. `engine` and `clock`
  /// outlive it.
  Environment(engine::Engine& engine, Clock& clock, std::string name, std::string manifest,
              const model::Stack& stack, Callbacks callbacks);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  const std::string& name() const { return m_name; }
  const model::Stack& stack() const { return m_stack; }

  /// Completes when all of these and what they depend on are ready, or with the root cause why one
  /// cannot be. ErrorKind::usage for an unknown service.
  void need(const std::vector<std::string>& services, engine::Completion<void> done);
  /// Gives up what is under way and removes everything; `done` is called once, afterwards the
  /// object may go.
  void end(std::function<void()> done);

  /// Of a service that is ready.
  Facts facts(const std::string& service) const;
  /// The environment of its container.
  const std::map<std::string, std::string>& variables(const std::string& service) const;
  /// Its container's id, empty when there is none.
  std::string container(const std::string& service) const;
  bool has(const std::string& service) const { return m_ready.count(service) != 0; }
  bool is_empty() const { return m_ready.empty() && !m_run; }
  const Diary& diary() const { return m_diary; }
  Diary& diary() { return m_diary; }

  /// When the service is brought up, its connection variables name the database `to` where they
  /// named `from`.
  void redirect(const std::string& service, const std::string& from, const std::string& to);
  /// A one-shot is to run once more when it is needed next.
  void forget_completed(const std::string& service);
  /// What happened to it from outside (a test killed it): it will be brought up anew by `need`.
  void forget(const std::string& service);

 private:
  struct Waiter {
    std::vector<std::string> roots;
    std::set<std::string> closure;
    engine::Completion<void> done;
  };
  struct Redirection {
    std::string from;
    std::string to;
  };
  /// Whose container it is, and where in the diary it begins.
  struct Origin {
    std::string service;
    Diary::Mark since = 0;
  };
  /// One bring-up.
  struct Run {
    plan::Plan plan;
    std::unique_ptr<Bench> bench;
    std::unique_ptr<run::Driver> driver;
  };

  Result<std::set<std::string>> closure_of(const std::vector<std::string>& services);
  void pump();
  bool settle(const Waiter& waiter);
  void begin_run(const std::vector<std::string>& roots);
  void observe(const model::Event& event);
  void run_ended(const run::Outcome& outcome);
  void take_failures(const run::Outcome& outcome);
  void remove(const std::string& service);
  void fail_all(const Error& error);
  void answer(engine::Completion<void> done, Result<void> result);
  void hold(const std::string& service, const std::string& container,
            engine::Completion<void> holding);
  std::vector<std::string> last_lines(const std::string& container, std::size_t most) const;
  void tear_down();

  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  std::string m_name;
  std::string m_manifest;
  model::Stack m_stack;
  Callbacks m_callbacks;
  std::map<std::vector<std::string>, std::set<std::string>> m_closures;  ///< by what was asked for
  std::list<Waiter> m_waiters;
  std::shared_ptr<Run> m_run;
  std::set<std::string> m_ready;  ///< or completed
  std::set<std::string> m_completed;
  std::map<std::string, Error> m_failed;
  std::map<std::string, std::string> m_containers;
  std::map<std::string, Facts> m_facts;
  std::map<std::string, std::map<std::string, std::string>> m_variables;
  std::map<std::string, Redirection> m_elsewhere;         ///< by service
  std::map<std::string, Origin> m_origins;                ///< by container
  std::map<std::string, engine::SubscriptionPtr> m_held;  ///< by container
  Diary m_diary;
  std::function<void()> m_ended;
  bool m_ending = false;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::lease
