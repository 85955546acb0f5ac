#include "bench/lag.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <random>
#include <stdexcept>

#include "base/file.hpp"
#include "bench/graph.hpp"
#include "model/parse.hpp"
#include "plan/plan.hpp"
#include "run/driver.hpp"
#include "run/tear_down.hpp"

namespace caisson::bench {
namespace {

/// One service at a time: several starts at once would measure how long the engine takes to say
/// that it has started them.
constexpr int k_at_once = 1;

Instant stamp_of(const std::string& path) {
  const Result<std::string> text = read_file(path);
  std::int64_t nanoseconds = 0;
  if (!text ||
      std::from_chars(text->data(), text->data() + text->size(), nanoseconds).ec != std::errc())
    throw std::runtime_error("no stamp in " + path);
  return Instant(Duration(nanoseconds));
}

/// The benchmark's image is there already: it only has to be named.
class PresentImages final : public image::Provider {
 public:
  PresentImages(engine::Engine& engine, Clock& clock) : m_engine(engine), m_clock(clock) {}

  void ensure(const model::Stack& stack, image::Request request, image::Observer,
              engine::Completion<image::Provided> done) override {
    const std::string reference = stack.images.at(request.image).reference;
    const auto deadline = m_clock.now() + std::chrono::seconds(10);
    const auto inspected = [done, reference](Result<engine::ImageInfo> info) {
      if (!info) return done(info.error());
      done(image::Provided{info->id, model::ImageSource::recipe, reference, {}});
    };
    m_engine.inspect_image(reference, deadline, inspected);
  }

  void cancel() override {}

 private:
  engine::Engine& m_engine;
  Clock& m_clock;
};

/// One `up` of a late service; appends its lag.
void trial(Loop& loop, engine::Engine& engine, const Graph& graph, std::vector<double>& lags) {
  const Result<model::Stack> stack = model::parse_stack(to_manifest(graph), "bench");
  if (!stack) throw std::runtime_error(to_string(stack.error()));
  const Result<plan::Plan> plan = plan::make_plan(*stack, {});
  if (!plan) throw std::runtime_error(to_string(plan.error()));

  run::HostPorts ports(graph.name, "", run::port_is_free);
  run::Site site;
  site.instance = graph.name;
  site.session = graph.name;
  for (const auto& [name, service] : stack->services)
    site.services[name];

  std::map<std::string, Instant> ready;
  const auto observe = [&](const model::Event& event, Instant now) {
    if (const auto* seen = std::get_if<model::event::Ready>(&event)) ready[seen->service] = now;
  };
  run::Outcome outcome;
  {
    PresentImages images(engine, loop.clock());
    const run::Surroundings surroundings{engine, loop.clock(), ports, images,
                                         [](const model::Image& image) { return image.reference; }};
    run::Driver driver(surroundings, *plan, site, run::Options{}, observe);
    driver.up([&](run::Outcome ended) {
      outcome = std::move(ended);
      loop.stop();
    });
    loop.run();
  }
  run::DownRequest request;
  request.instance = graph.name;
  run::down(engine, loop.clock(), request, {}, [&](run::DownOutcome) { loop.stop(); });
  loop.run();
  if (!outcome.success) {
    const std::string why = outcome.failures.empty() ? "" : to_string(outcome.failures[0].error);
    throw std::runtime_error("a trial of the readiness lag did not come up: " + why);
  }
  for (const auto& [service, at] : ready) {
    const Duration lag = at - stamp_of(graph.stamp_dir + "/" + service + "/" + service);
    lags.push_back(std::chrono::duration<double>(lag).count());
  }
}

}  // namespace

std::vector<double> readiness_lags(Loop& loop, engine::Engine& engine, const std::string& image,
                                   const std::string& folder, int trials) {
  std::mt19937 random(42);
  std::uniform_int_distribution<int> delay(0, 700);
  std::vector<double> lags;
  while (static_cast<int>(lags.size()) < trials) {
    Graph graph;
    graph.name = "caisson-bench-lag";
    graph.image = image;
    graph.services = k_at_once;
    graph.stamp_dir = folder + "/stamps";
    for (int index = 0; index < k_at_once; ++index) {
      graph.delays_ms.push_back(delay(random));
      const Result<void> made = make_directories(graph.stamp_dir + "/" + service_name(index));
      if (!made) throw std::runtime_error(to_string(made.error()));
    }
    trial(loop, engine, graph, lags);
  }
  return lags;
}

}  // namespace caisson::bench
