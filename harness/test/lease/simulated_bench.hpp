#pragma once

#include <memory>
#include <string>

#include "engine/simulated/simulated_engine.hpp"
#include "lease/bench.hpp"
#include "run/simulation.hpp"

namespace caisson::lease {

/// What a bring-up works with where the engine is a simulated one.
class SimulatedBench final : public Bench {
 public:
  SimulatedBench(engine::Engine& engine, Clock& clock, run::HostPorts& ports,
                 image::Provider& images, const plan::Plan& plan, const std::string& instance,
                 const std::string& manifest)
      : m_engine(engine), m_clock(clock), m_ports(ports), m_images(images) {
    m_site.instance = instance;
    m_site.session = "session";
    m_site.owner = "owner";
    m_site.manifest = manifest;
    for (const plan::Step& step : plan.steps)
      m_site.services[step.service->name].environment = step.service->env;
  }

  run::Surroundings surroundings() override {
    return {m_engine, m_clock, m_ports, m_images, [](const model::Image&) { return "as ever"; }};
  }
  const run::Site& site() const override { return m_site; }
  run::HostPorts& ports() override { return m_ports; }

 private:
  engine::Engine& m_engine;
  Clock& m_clock;
  run::HostPorts& m_ports;
  image::Provider& m_images;
  run::Site m_site;
};

/// "bad: exited with 3", one failure after the other.
inline std::string explained(const std::vector<run::Failure>& failures) {
  std::string text;
  for (const run::Failure& failure : failures)
    text += failure.service + ": " + failure.error.message + "\n";
  return text;
}

/// db ← migrate (one-shot) ← api; cache; bad, which ends with 3, ← held. All with one image.
inline model::Stack small_shop() {
  run::test::Graph graph;
  const auto with_port = [](model::Service& service, std::uint16_t port) {
    service.ports = {port};
    service.healthcheck->port = port;
  };
  with_port(graph.add("db"), 5432);
  graph.add_one_shot("migrate", {{"db", model::Condition::healthy}});
  with_port(graph.add("api", {{"migrate", model::Condition::completed}}), 8080);
  with_port(graph.add("cache"), 6379);
  with_port(graph.add("bad"), 80);
  with_port(graph.add("held", {{"bad", model::Condition::healthy}}), 81);
  return graph.stack();
}

/// How small_shop() behaves, on an engine that takes next to no time.
inline void set_up(engine::simulated::SimulatedEngine& engine) {
  using namespace std::chrono_literals;
  engine.latencies = {100us, 1ms, 1ms, 1ms, 1ms, 1ms, 1ms, 1ms, 0};
  engine.scripts["migrate"] = engine::simulated::exits(1ms, 0);
  engine.scripts["bad"] = engine::simulated::exits(1ms, 3);
}

/// How often a service's container was made.
inline std::size_t times_made(const engine::simulated::SimulatedEngine& engine,
                              const std::string& service) {
  const std::string ending = "-" + service;
  std::size_t times = 0;
  for (const auto& call : engine.calls())
    times += call.name == "create_container" && call.subject.ends_with(ending) ? 1U : 0U;
  return times;
}

}  // namespace caisson::lease
