#include "bench/floor.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "bench/await.hpp"

namespace caisson::bench {
namespace {

constexpr std::size_t k_in_flight = 4;
constexpr int k_removal_attempts = 3;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(result.value());
}

engine::ContainerSpec spec_of(const Graph& graph, const std::string& network, int index) {
  engine::ContainerSpec spec;
  spec.name = graph.name + "-floor-" + service_name(index);
  spec.image = graph.image;
  spec.entrypoint = {"/server", std::to_string(k_port)};
  spec.labels = {{"dev.caisson.bench", "floor"}};
  spec.networks = {{network, "10.250.77." + std::to_string(index + 2)}};
  return spec;
}

}  // namespace

void Floor::create(const Graph& graph) {
  m_network = graph.name + "-floor";
  m_containers.assign(static_cast<std::size_t>(graph.services), {});
  m_remaining = m_containers.size();
  const engine::NetworkSpec network{m_network, "10.250.77.0/24", {{"dev.caisson.bench", "floor"}}};
  m_engine.create_network(network, in_a_minute(), [this, graph](Result<engine::Network> made) {
    value_of(std::move(made));
    for (int index = 0; index < graph.services; ++index) {
      m_engine.create_container(
          spec_of(graph, m_network, index), in_a_minute(),
          [this, at = static_cast<std::size_t>(index)](Result<std::string> id) {
            m_containers[at] = value_of(std::move(id));
            start_what_may();
          });
    }
  });
}

void Floor::start_what_may() {
  const std::size_t answered_so_far = m_containers.size() - m_remaining;
  while (m_next < m_containers.size() && m_in_flight < k_in_flight &&
         !m_containers[m_next].empty()) {
    if (m_chain && m_next > answered_so_far) return;
    start(m_next++);
  }
}

void Floor::start(std::size_t index) {
  ++m_in_flight;
  m_engine.start_container(m_containers[index], in_a_minute(), [this, index](Result<void> started) {
    value_of(std::move(started));
    --m_in_flight;
    start_what_may();
    probe(index);
  });
}

void Floor::probe(std::size_t index) {
  using StreamPtr = std::unique_ptr<engine::Stream>;
  m_engine.dial(m_containers[index], k_port, in_a_minute(),
                [this, index](Result<StreamPtr> dialled) {
                  if (!dialled) return probe(index);
                  const std::shared_ptr<engine::Stream> stream = std::move(dialled.value());
                  m_streams[index] = stream;
                  stream->write("GET / HTTP/1.1\r\nHost: floor\r\n\r\n", [](Result<void>) {});
                  stream->read([this, index](Result<std::string> bytes) {
                    if (!bytes || bytes->empty()) return probe(index);
                    answered();
                  });
                });
}

void Floor::answered() {
  if (--m_remaining == 0) return m_loop.stop();
  start_what_may();
}

double Floor::up(const Graph& graph) {
  const Instant begin = std::chrono::steady_clock::now();
  m_chain = graph.chain;
  m_next = 0;
  m_in_flight = 0;
  m_streams.assign(static_cast<std::size_t>(graph.services), nullptr);
  create(graph);
  m_loop.run();
  return seconds_since(begin);
}

/// As a run of ours does: an engine that is busy may refuse once or twice. It is told, as it costs
/// time.
void Floor::remove(const std::string& container, int attempt, std::function<void()> done) {
  m_engine.remove_container(
      container, in_a_minute(), [this, container, attempt, done](Result<void> removed) {
        if (removed) return done();
        if (attempt == k_removal_attempts) throw std::runtime_error(to_string(removed.error()));
        fmt::print(stderr, "floor, once more: {}\n", to_string(removed.error()));
        remove(container, attempt + 1, done);
      });
}

double Floor::down() {
  const Instant begin = std::chrono::steady_clock::now();
  m_streams.clear();
  std::size_t remaining = m_containers.size();
  for (const std::string& container : m_containers) {
    remove(container, 1, [&] {
      if (--remaining > 0) return;
      m_engine.remove_network(m_network, in_a_minute(), [&](Result<void> gone) {
        value_of(std::move(gone));
        m_loop.stop();
      });
    });
  }
  m_loop.run();
  return seconds_since(begin);
}

}  // namespace caisson::bench
