#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "plan/hosts.hpp"

namespace caisson::run {

/// The networks of one instance: finds those that are there, makes the missing ones on subnets
/// nobody else uses, and can remove what it made.
class Networks {
 public:
  /// `labels` go on what is made; `routed` are subnets (CIDR) to keep clear of; `prefix` is how big
  /// the stack needs them. `engine` and `clock` outlive this.
  Networks(engine::Engine& engine, Clock& clock, std::string instance, engine::Labels labels,
           const std::vector<std::string>& routed, int prefix);

  /// Every network (by its declared name) exists afterwards. A subnet somebody took meanwhile is
  /// answered by trying the next; the error names the network. `done` is called once, also when all
  /// were there.
  void ensure(const std::vector<std::string>& names, engine::Completion<void> done);
  /// Removes the networks this object made, in parallel.
  void remove_made(engine::Completion<void> done);

  const plan::Subnets& subnets() const { return m_subnets; }

 private:
  Result<void> take_stock(const std::vector<engine::Network>& listed,
                          const std::vector<std::string>& names);
  bool is_taken(const plan::Subnet& subnet) const;
  void make(const std::string& name, std::uint32_t attempt, int conflicts);
  void remove(const std::string& name, int attempt);
  /// One of the calls under way was answered; after the last, `m_done` gets the first error.
  void settle(Result<void> result);
  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  std::string m_instance;
  engine::Labels m_labels;
  int m_prefix;
  std::vector<plan::Subnet> m_taken;
  plan::Subnets m_subnets;
  std::vector<std::string> m_made;  ///< declared names
  std::size_t m_pending = 0;
  Result<void> m_result;
  engine::Completion<void> m_done;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::run
