#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/docker/docker_engine.hpp"
#include "engine/engine.hpp"
#include "run/labels.hpp"

namespace caisson::test {

/// What the engine of this machine tells of the containers made for one manifest, and how it is
/// with their networks. The loop runs while the test waits; what happens meanwhile is not lost.
class EngineWatch {
 public:
  explicit EngineWatch(const std::string& manifest)
      : m_having{{run::label::k_manifest, manifest}}, m_engine(connected(m_loop)) {
    const auto take = [this](const engine::Event& event) {
      const auto service = event.labels.find(run::label::k_service);
      const std::string name = service == event.labels.end() ? std::string() : service->second;
      if (event.kind == engine::Event::Kind::resync) m_stands = true;
      if (event.kind == engine::Event::Kind::started) ++m_started[name];
      if (event.kind == engine::Event::Kind::destroyed) ++m_destroyed[name];
      if (m_until && m_until()) m_loop.stop();
    };
    m_events = m_engine->events(m_having, take, [](const Error&) {});
    wait_until([this] { return m_stands; }, std::chrono::seconds(10));
  }

  /// False when it does not come true in time.
  bool wait_until(std::function<bool()> condition, Duration within) {
    if (condition()) return true;
    m_until = std::move(condition);
    const auto timer =
        m_loop.clock().schedule(m_loop.clock().now() + within, [this] { m_loop.stop(); });
    m_loop.run();
    m_loop.clock().cancel(timer);
    return std::exchange(m_until, {})();
  }
  /// All that were started are gone.
  bool wait_until_gone(Duration within) {
    return wait_until([this] { return !m_started.empty() && m_started == m_destroyed; }, within);
  }
  /// How often containers of each service were started, as far as it has been told.
  const std::map<std::string, int>& started() const { return m_started; }

  std::vector<engine::Container> containers() {
    return listed<engine::Container>(
        [this](auto done) { m_engine->list_containers(m_having, in_a_while(), std::move(done)); });
  }
  /// Networks do not carry the manifest: those of environments of this instance.
  std::vector<std::string> networks(const std::string& instance) {
    const auto all = listed<engine::Network>([this](auto done) {
      m_engine->list_networks({{run::label::k_environment, ""}}, in_a_while(), std::move(done));
    });
    std::vector<std::string> names;
    for (const engine::Network& network : all)
      if (network.name.starts_with(instance + ".t")) names.push_back(network.name);
    return names;
  }

 private:
  static std::unique_ptr<engine::Engine> connected(Loop& loop) {
    auto engine = engine::docker::connect(loop);
    if (!engine) throw std::runtime_error(to_string(engine.error()));
    return std::move(*engine);
  }
  engine::Deadline in_a_while() { return m_loop.clock().now() + std::chrono::seconds(10); }

  template <class T, class Ask>
  std::vector<T> listed(Ask ask) {
    std::optional<Result<std::vector<T>>> answer;
    ask([this, &answer](Result<std::vector<T>> result) {
      answer.emplace(std::move(result));
      m_loop.stop();
    });
    while (!answer)
      m_loop.run();
    if (!*answer) throw std::runtime_error(to_string(answer->error()));
    return std::move(**answer);
  }

  Loop m_loop;
  engine::Labels m_having;
  std::unique_ptr<engine::Engine> m_engine;
  engine::SubscriptionPtr m_events;
  std::function<bool()> m_until;
  std::map<std::string, int> m_started;
  std::map<std::string, int> m_destroyed;
  bool m_stands = false;
};

}  // namespace caisson::test
