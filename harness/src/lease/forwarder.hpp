#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "engine/engine.hpp"
#include "lease/offer.hpp"

namespace caisson::lease {

/// Leads the relays of one instance to where their services are (plan/backend.hpp), for as long as
/// it lives: what runs, and where it leads to, is told by the labels of its containers.
class Forwarder {
 public:
  /// `say` gets lines for the log. Engine and loop outlive it.
  Forwarder(engine::Engine& engine, Loop& loop, std::string instance,
            std::function<void(const std::string&)> say);

  void begin();

 private:
  void look();
  void take_stock(const std::vector<engine::Container>& listed);
  void attach(const engine::Container& relay);

  template <class Action>
  auto while_alive(Action action) {
    return [alive = std::weak_ptr<bool>(m_alive), action = std::move(action)](auto&&... arguments) {
      if (!alive.expired()) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Loop& m_loop;
  std::string m_instance;
  std::function<void(const std::string&)> m_say;
  engine::SubscriptionPtr m_subscription;
  std::map<std::string, std::vector<Offer>> m_offers;  ///< by container
  bool m_looking = false;
  bool m_look_again = false;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace caisson::lease
