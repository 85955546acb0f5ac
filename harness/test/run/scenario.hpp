#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "run/labels.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {

/// A random stack on a random bad day, as plain numbers, so that a failing one shrinks and prints.
struct Scenario {
  enum class Fate { well, exits_early, runs_out_of_memory, never_ready };
  struct Part {
    std::vector<std::pair<std::size_t, model::Condition>> depends{};
    bool one_shot = false;
    Fate fate = Fate::well;
    int takes_ms = 0;  ///< until ready, or until the one-shot has ended
  };
  enum class Before { nothing, all_current, one_outdated, one_dead };

  std::uint64_t seed = 0;
  std::vector<Part> parts;
  std::size_t in_flight = 4;
  bool keep = false;
  bool leashed = false;
  bool image_fails = false;
  std::string faulty_call;  ///< empty: none
  bool fault_after_obeying = false;
  std::optional<int> interrupt_ms;
  double drop = 0;
  double duplicate = 0;
  double delay = 0;
  double spread = 0;
  Before before = Before::nothing;
  std::size_t changed = 0;  ///< the one outdated or dead
};

inline std::string part_name(std::size_t i) {
  return std::string("s") + static_cast<char>('a' + static_cast<int>(i));
}

inline Script script_of(const Scenario::Part& part) {
  using engine::simulated::exits;
  const auto takes = std::chrono::milliseconds(part.takes_ms);
  switch (part.fate) {
    case Scenario::Fate::exits_early:
      return exits(takes / 2, 1);
    case Scenario::Fate::runs_out_of_memory:
      return exits(takes / 2, 137, true);
    case Scenario::Fate::never_ready:
      return engine::simulated::never_ready();
    case Scenario::Fate::well:
      break;
  }
  return part.one_shot ? exits(takes, 0) : engine::simulated::ready_after(takes);
}

/// The simulation of a scenario, up to the moment before the run that is looked at.
class Stage {
 public:
  explicit Stage(const Scenario& scenario) : s(scenario.seed), m_scenario(scenario) {
    s.leashed = scenario.leashed;
    for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
      std::vector<model::Dependency> depends;
      for (const auto& [on, condition] : scenario.parts[i].depends)
        depends.push_back({part_name(on), condition});
      if (scenario.parts[i].one_shot) {
        s.graph.add_one_shot(part_name(i), depends);
      } else {
        s.graph.add(part_name(i), depends).healthcheck->within = 1500ms;
      }
    }
    plant_bystanders();
    if (scenario.before != Scenario::Before::nothing) run_before();
    for (std::size_t i = 0; i < scenario.parts.size(); ++i)
      s.engine.scripts[part_name(i)] = script_of(scenario.parts[i]);
    if (scenario.image_fails) s.images.failing["base"] = {ErrorKind::image, "the build failed"};
    s.engine.event_faults = {scenario.drop, scenario.duplicate, scenario.delay, 200ms};
    s.engine.latencies.spread = scenario.spread;
    if (!scenario.faulty_call.empty()) {
      engine::simulated::Fault fault{scenario.faulty_call, "", {ErrorKind::timed_out, "injected"}};
      fault.after_obeying = scenario.fault_after_obeying;
      s.engine.faults.push_back(fault);
    }
  }

  bool run() {
    first_call = s.engine.calls().size();
    s.observer = [this](const model::Event&) { calls_before.push_back(s.engine.calls().size()); };
    s.events.clear();
    s.begin({.keep = m_scenario.keep, .in_flight = m_scenario.in_flight});
    if (m_scenario.interrupt_ms) {
      s.clock.schedule(s.clock.now() + std::chrono::milliseconds(*m_scenario.interrupt_ms),
                       [this] { interrupted = s.driver && s.driver->interrupt(); });
    }
    const bool ended = s.run();
    s.clock.run_for(300ms);  // late events must find nobody
    return ended;
  }

  Simulation s;
  std::vector<engine::Container> at_start;  ///< of the instance
  std::set<std::string> bystanders;         ///< ids
  std::vector<std::size_t> calls_before;    ///< engine calls made before each event
  std::size_t first_call = 0;
  bool interrupted = false;

 private:
  void plant_bystanders() {
    engine::ContainerSpec foreign;
    foreign.name = "shop-1-lookalike";
    bystanders.insert(s.engine.plant(foreign, true));
    engine::ContainerSpec other;
    other.name = "shop-2-sa";
    other.labels = {{label::k_instance, "shop-2"}, {label::k_service, "sa"}};
    s.engine.scripts["sa"] = engine::simulated::ready_after(0ms);
    bystanders.insert(s.engine.plant(other, true));
  }

  /// An earlier run in which all went well, and what has changed since.
  void run_before() {
    for (std::size_t i = 0; i < m_scenario.parts.size(); ++i) {
      Scenario::Part part = m_scenario.parts[i];
      part.fate = Scenario::Fate::well;
      s.engine.scripts[part_name(i)] = script_of(part);
    }
    s.up();
    for (std::size_t i = 0; m_scenario.leashed && i < m_scenario.parts.size(); ++i)
      if (m_scenario.parts[i].one_shot) s.site.completed.insert(part_name(i));
    const std::string changed = part_name(m_scenario.changed % m_scenario.parts.size());
    if (m_scenario.before == Scenario::Before::one_outdated) s.graph[changed].command = {"other"};
    if (m_scenario.before == Scenario::Before::one_dead) s.engine.crash("shop-1-" + changed, 1);
    for (const engine::Container& container : s.engine.containers()) {
      if (!bystanders.count(container.id)) at_start.push_back(container);
    }
  }

  const Scenario& m_scenario;
};

}  // namespace caisson::run::test
