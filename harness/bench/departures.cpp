#include "bench/departures.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "bench/setting.hpp"

namespace caisson::bench {
namespace {

constexpr std::chrono::seconds k_patience{60};

}  // namespace

Departures::Departures(Loop& loop, engine::Engine& engine) : m_loop(loop) {
  const auto event = [this](const engine::Event& happened) {
    if (happened.kind == engine::Event::Kind::resync) m_listening = true;
    const auto label = happened.labels.find(k_label);
    if (happened.kind == engine::Event::Kind::destroyed && label != happened.labels.end())
      m_gone[label->second].push_back(std::chrono::steady_clock::now());
    m_loop.stop();
  };
  const auto lost = [](const Error& error) { throw std::runtime_error(to_string(error)); };
  m_subscription = engine.events({{k_label, ""}}, event, lost);
  while (!m_listening)
    m_loop.run();
}

Instant Departures::next(const std::string& value) {
  std::deque<Instant>& gone = m_gone[value];
  const Instant limit = std::chrono::steady_clock::now() + k_patience;
  const auto alarm = m_loop.clock().schedule(limit, [this] { m_loop.stop(); });
  while (gone.empty()) {
    if (std::chrono::steady_clock::now() >= limit)
      throw std::runtime_error(fmt::format("a container of `{}` does not go", value));
    m_loop.run();
  }
  m_loop.clock().cancel(alarm);
  const Instant when = gone.front();
  gone.pop_front();
  return when;
}

}  // namespace caisson::bench
