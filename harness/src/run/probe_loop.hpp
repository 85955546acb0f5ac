#pragma once

#include <optional>
#include <string>
#include <utility>

#include "probe/conversation.hpp"
#include "run/prober.hpp"

namespace caisson::run {

/// What the probers have in common: attempt, pause, attempt. An attempt ends with `succeeded` or
/// `failed`; what arrives for an earlier one is recognised by its number.
class ProbeLoop : public Prober {
 public:
  ProbeLoop(engine::Engine& engine, Clock& clock, model::HealthCheck check, std::string container,
            ProbeCallbacks callbacks);
  ~ProbeLoop() override;
  void nudge() override;

 protected:
  using Attempt = std::uint64_t;
  enum class Cost { refused, answered };

  /// Begins to find out; ends in `succeeded` or `failed`.
  virtual void attempt() = 0;

  /// From the constructor's caller, once.
  void begin_soon();
  void succeeded();
  void failed(Cost cost, std::string reason);
  /// The same, by a verdict that is no `more`.
  void judge(const probe::Verdict& verdict);
  /// Wraps a callback so that it is dropped when its attempt is over or the prober gone.
  template <class Action>
  auto in_this_attempt(Action action) {
    return [this, alive = std::weak_ptr<bool>(m_alive), number = m_attempt,
            action = std::move(action)](auto&&... arguments) {
      if (alive.expired() || number != m_attempt) return;
      action(std::forward<decltype(arguments)>(arguments)...);
    };
  }
  /// How long this attempt may take: doubled after each that took too long, as long as a slow
  /// answer is better than none.
  Instant patience_ends() const { return m_clock.now() + m_patience; }
  void grow_patience();

  engine::Engine& m_engine;
  Clock& m_clock;
  const model::HealthCheck m_check;
  const std::string m_container;

  friend std::unique_ptr<Prober> make_prober(engine::Engine&, Clock&, const model::HealthCheck*,
                                             const std::map<std::string, std::string>&, std::string,
                                             ProbeCallbacks);

 private:
  void next();
  void schedule(Duration pause);

  ProbeCallbacks m_callbacks;
  Instant m_began;
  Duration m_patience = std::chrono::seconds(1);
  std::optional<Clock::TimerId> m_timer;
  Attempt m_attempt = 0;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::run
