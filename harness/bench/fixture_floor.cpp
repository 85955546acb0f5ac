#include "bench/fixture_floor.hpp"

#include <memory>

#include "bench/await.hpp"
#include "bench/child.hpp"
#include "bench/graph.hpp"

namespace caisson::bench {
namespace {

constexpr const char* k_network = "caisson-bench-first-floor";
/// Below the ports that the kernel and Caisson choose from.
constexpr std::uint16_t k_host_port = 19'643;

/// Asks until it answers, without a pause: what any probing could reach at best.
class Asking {
 public:
  Asking(engine::Engine& engine, std::string container, engine::Completion<void> answered)
      : m_engine(engine), m_container(std::move(container)), m_answered(std::move(answered)) {
    dial();
  }

 private:
  using StreamPtr = std::unique_ptr<engine::Stream>;

  void dial() {
    m_engine.dial(m_container, k_port, in_a_minute(), [this](Result<StreamPtr> dialled) {
      if (!dialled) return dial();
      m_stream = std::move(*dialled);
      m_stream->write("GET / HTTP/1.1\r\nHost: floor\r\n\r\n", [](const Result<void>&) {});
      m_stream->read([this](const Result<std::string>& bytes) {
        if (!bytes || bytes->empty()) return dial();
        m_answered({});
      });
    });
  }

  engine::Engine& m_engine;
  std::string m_container;
  engine::Completion<void> m_answered;
  StreamPtr m_stream;
};

engine::ContainerSpec spec() {
  engine::ContainerSpec spec;
  spec.name = k_network;
  spec.image = k_image;
  spec.entrypoint = {"/server", std::to_string(k_port)};
  spec.networks = {{k_network, ""}};
  spec.ports = {{k_port, "127.0.0.1", k_host_port}};
  return spec;
}

}  // namespace

double bare_fixture_seconds(const Setting& setting, Departures& departures) {
  Loop& loop = setting.loop;
  engine::Engine& engine = setting.engine;
  const Instant begin = std::chrono::steady_clock::now();
  await<engine::Network>(loop, [&](auto done) {
    engine.create_network({k_network, "10.250.78.0/24", {}}, in_a_minute(), done);
  });
  const auto container = await<std::string>(
      loop, [&](auto done) { engine.create_container(spec(), in_a_minute(), done); });
  await<void>(loop, [&](auto done) { engine.start_container(container, in_a_minute(), done); });
  std::unique_ptr<Asking> asking;
  await<void>(loop, [&](auto done) {
    asking = std::make_unique<Asking>(engine, container, std::move(done));
  });
  run_child(
      loop,
      {{setting.arguments.use, "FLOOR_PORT"}, {{"FLOOR_PORT", std::to_string(k_host_port)}}, {}});
  asking.reset();
  await<void>(loop, [&](auto done) { engine.remove_container(container, in_a_minute(), done); });
  const double seconds = seconds_between(begin, departures.next("server"));
  await<void>(loop, [&](auto done) { engine.remove_network(k_network, in_a_minute(), done); });
  return seconds;
}

}  // namespace caisson::bench
