#include "report/start.hpp"

namespace caisson::report {
namespace {

struct Noting {
  Start& start;
  Duration at;

  void operator()(const model::event::ImageStarted& event) const {
    ImageTimes& image = start.images[event.image];
    image.began = image.began.value_or(at);
    image.build = event.build;
  }
  void operator()(const model::event::ImageReady& event) const {
    ImageTimes& image = start.images[event.image];
    image.ended = at;
    image.source = event.source;
  }
  void operator()(const model::event::ImageFailed& event) const {
    start.images[event.image].ended = at;
  }
  void operator()(const model::event::NetworksReady&) const {
    start.networks = start.networks.value_or(at);
  }
  void operator()(const model::event::Created& event) const {
    ServiceTimes& service = start.services[event.service];
    service.container = event.container;
    service.created = at;
    service.removed = false;
  }
  void operator()(const model::event::Started& event) const {
    start.services[event.service].started = at;
  }
  void operator()(const model::event::Ready& event) const {
    ServiceTimes& service = start.services[event.service];
    service.ready = service.ready.value_or(at);
  }
  void operator()(const model::event::Exited& event) const {
    ServiceTimes& service = start.services[event.service];
    service.ended = service.ended.value_or(at);
    if (event.exit_code == 0 && service.started) service.ready = service.ready.value_or(at);
  }
  void operator()(const model::event::Removed& event) const {
    start.services[event.service].removed = true;
  }
  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

std::optional<Duration> ServiceTimes::took() const {
  if (!started || !ready) return std::nullopt;
  return *ready - *started;
}

void Start::observe(const model::Event& event, Duration elapsed) {
  end = elapsed;
  std::visit(Noting{*this, elapsed}, event);
}

}  // namespace caisson::report
