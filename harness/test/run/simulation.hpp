#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/simulated/simulated_engine.hpp"
#include "image/provider.hpp"
#include "run/driver.hpp"
#include "run/graph.hpp"
#include "run/tear_down.hpp"

namespace caisson::run::test {

using engine::simulated::Script;
using engine::simulated::SimulatedEngine;
using engine::simulated::VirtualClock;

/// Has every image after a while, but those that are to fail.
class FakeImages final : public image::Provider {
 public:
  explicit FakeImages(Clock& clock) : m_clock(clock) {}

  Duration takes = 100ms;
  std::map<std::string, Error> failing;
  std::string version;  ///< of all images: another one is another id
  std::vector<std::string> asked;
  bool cancelled = false;

  void ensure(const model::Stack&, image::Request request, image::Observer observer,
              engine::Completion<image::Provided> done) override {
    asked.push_back(request.image);
    if (observer.started) observer.started(true);
    const auto answer = [this, name = request.image, done = std::move(done)] {
      const auto failure = failing.find(name);
      if (failure != failing.end()) return done(failure->second);
      done(image::Provided{"sha256:" + name + version, model::ImageSource::recipe, name, ""});
    };
    m_clock.schedule(m_clock.now() + takes, answer);
  }
  void cancel() override { cancelled = true; }

 private:
  Clock& m_clock;
};

/// A driver on a simulated machine.
class Simulation {
 public:
  explicit Simulation(std::uint64_t seed = 0)
      : clock(seed),
        engine(clock, seed),
        images(clock),
        ports("shop-1", "", [this](std::uint16_t port) { return !busy_ports.count(port); }) {
    site.instance = "shop-1";
    site.session = "s1";
    site.owner = "o";
  }

  /// One `up` until it ends; nothing when it never does.
  std::optional<Outcome> up(Options options = {}) {
    begin(options);
    run();
    return outcome;
  }
  void begin(Options options = {}) {
    plan = graph.plan();
    outcome.reset();
    Surroundings surroundings{engine, clock, ports, images, [this](const model::Image& image) {
                                return fingerprints[image.name];
                              }};
    if (leashed) {
      surroundings.hold = [this](const std::string&, const std::string& container,
                                 engine::Completion<void> held) {
        hold(container, std::move(held));
      };
      surroundings.last_lines = [this](const std::string& container, std::size_t) {
        return lines[container];
      };
    }
    driver.emplace(std::move(surroundings), plan, site, options,
                   [this](const model::Event& event, Instant at) {
                     events.emplace_back(at, event);
                     if (observer) observer(event);
                   });
    driver->up([this](Outcome how) { outcome = std::move(how); });
  }
  /// What the owner of an environment does: keeps the handle and passes on how it ended.
  void hold(const std::string& container, engine::Completion<void> held) {
    const auto line = [this, container](const engine::LogLine& written) {
      lines[container].push_back(written.text);
    };
    const auto ended = [this, container](const Result<int>& code) {
      if (code) ended_with[container] = *code;
      if (code && driver) driver->exited(container, *code);
    };
    grips[container] = engine.hold(container, clock.now() + 10s, line, std::move(held), ended);
  }
  bool run() {
    return clock.run_until([this] { return outcome.has_value(); });
  }
  DownOutcome down(DownRequest request = {}) {
    request.instance = site.instance;
    std::optional<DownOutcome> result;
    run::down(engine, clock, request, {}, [&](DownOutcome how) { result = std::move(how); });
    clock.run_until([&] { return result.has_value(); });
    return result.value_or(DownOutcome{});
  }

  std::vector<std::string> names_of_containers() const {
    std::vector<std::string> names;
    for (const engine::Container& container : engine.containers())
      names.push_back(container.name);
    std::sort(names.begin(), names.end());
    return names;
  }
  /// When the event of that type about the service was seen first.
  template <class Type>
  std::optional<Instant> when(const std::string& service) const {
    for (const auto& [at, event] : events) {
      const auto* typed = std::get_if<Type>(&event);
      if (typed && typed->service == service) return at;
    }
    return std::nullopt;
  }

  bool leashed = false;                                   ///< as an ephemeral environment's
  std::map<std::string, std::vector<std::string>> lines;  ///< by container, of leashed ones
  std::map<std::string, int> ended_with;

  Graph graph;
  VirtualClock clock;
  SimulatedEngine engine;
  FakeImages images;
  std::set<std::uint16_t> busy_ports;
  HostPorts ports;
  Site site;
  std::map<std::string, std::string> fingerprints;
  std::function<void(const model::Event&)> observer;
  std::vector<std::pair<Instant, model::Event>> events;
  std::optional<Outcome> outcome;
  plan::Plan plan;
  std::optional<Driver> driver;
  std::map<std::string, engine::SubscriptionPtr> grips;  ///< by container
};

}  // namespace caisson::run::test
