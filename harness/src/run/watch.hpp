#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "engine/engine.hpp"

namespace caisson::run {

/// Sees the containers of a run die. Events of the engine are hints that may be lost, repeated or
/// late, so each is confirmed by an inspection, and a list every second stands in for lost ones.
class Watch {
 public:
  struct Callbacks {
    /// A followed container ended; told once, then it is no longer followed.
    std::function<void(const std::string& service, int exit_code, bool oom_killed)> exited;
    /// A followed container started or changed its health.
    std::function<void(const std::string& service, engine::Event::Kind what)> changed;
    std::function<void(Error)> lost;
  };

  /// `engine` and `clock` outlive the watch.
  Watch(engine::Engine& engine, Clock& clock, std::string instance, Callbacks callbacks);
  ~Watch();

  /// Subscribes, the first time it is called.
  void begin();
  void follow(const std::string& service, const std::string& container);
  void forget(const std::string& service);
  /// Somebody who knows it better says that a container ended.
  void ended(const std::string& container, int exit_code) { ended(container, exit_code, false); }

 private:
  struct Followed {
    std::string service;
    std::uint64_t since = 0;  ///< number of the first list that can hold it
    bool oom_killed = false;
    std::optional<int> exit_code{};  ///< as an event told it
    /// Gone since that list, and nobody has said yet how it ended.
    std::optional<std::uint64_t> missed_since{};
  };

  void on_event(const engine::Event& event);
  void inspect(const std::string& container);
  void list();
  void compare(const std::vector<engine::Container>& listed, std::uint64_t number);
  void vanished(const std::string& container, std::uint64_t list);
  void ended(const std::string& container, int exit_code, bool oom_killed);
  void list_again_later();
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
  std::map<std::string, Followed> m_followed;  ///< by container
  engine::SubscriptionPtr m_subscription;
  std::optional<Clock::TimerId> m_timer;
  std::uint64_t m_lists = 0;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::run
