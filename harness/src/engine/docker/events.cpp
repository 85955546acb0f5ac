#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "engine/docker/demux.hpp"
#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/job.hpp"

namespace caisson::engine::docker {
namespace {

constexpr Duration k_stand_within = std::chrono::seconds(2);
constexpr Duration k_reconnect_within = std::chrono::seconds(5);
constexpr Duration k_first_pause = std::chrono::milliseconds(20);
constexpr Duration k_longest_pause = std::chrono::milliseconds(500);

/// One subscription: a stream that is made anew when it breaks, until it cannot be.
struct Watch final : Job, std::enable_shared_from_this<Watch> {
  Watch(Clock& its_clock, std::shared_ptr<HttpClient> its_client)
      : clock(its_clock),
        client(std::move(its_client)),
        lines([this](std::string line) { take(line); }) {}
  ~Watch() override {
    if (timer != 0) clock.cancel(timer);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool silent() const { return cancelled || client->is_closed(); }
  void subscribe();
  void broken(const Error& error);
  void take(const std::string& line);

  Clock& clock;
  std::shared_ptr<HttpClient> client;
  std::string filters;
  std::function<void(Event)> event;
  std::function<void(Error)> lost;
  LineSplitter lines;
  Clock::TimerId timer = 0;
  std::optional<Instant> give_up_at;  ///< set while there is no stream
  Duration pause = k_first_pause;
};

/// dockerd sends the head a moment before it subscribes; asking for everything since now closes
/// that gap. Only on this host, whose clock is the engine's.
std::string target_of(const Watch& watch) {
  Target target("/events");
  target.query("filters", watch.filters);
  if (watch.client->endpoint().transport == Endpoint::Transport::unix_socket) {
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    target.query("since", fmt::format("{}.{:09}", now / 1'000'000'000, now % 1'000'000'000));
  }
  return target.str();
}

void Watch::subscribe() {
  StreamHandlers handlers;
  const std::weak_ptr<Watch> weak = weak_from_this();
  handlers.head = [weak](const Head&) {
    const auto self = weak.lock();
    if (!self || self->silent()) return;
    self->give_up_at.reset();
    self->pause = k_first_pause;
    self->event(Event{});
  };
  handlers.data = [weak](std::string_view bytes) {
    const auto self = weak.lock();
    if (self && !self->silent()) self->lines.feed(bytes);
  };
  handlers.end = [weak](Result<void> outcome) {
    const auto self = weak.lock();
    if (!self || self->silent()) return;
    self->broken(outcome ? Error{ErrorKind::engine_unreachable, "the engine ended its event stream"}
                         : outcome.error());
  };
  lines = LineSplitter([this](std::string line) { take(line); });
  flow = client->stream(Request{Method::get, target_of(*this), "watch the engine's events"},
                        clock.now() + k_stand_within, std::move(handlers));
}

void Watch::take(const std::string& line) {
  if (silent()) return;
  if (auto told = decode_event(line)) event(std::move(*told));
}

void Watch::broken(const Error& error) {
  const Instant now = clock.now();
  if (!give_up_at) give_up_at = now + k_reconnect_within;
  const Instant next = now + pause;
  if (next > *give_up_at) {
    Error last = error;
    last.kind = ErrorKind::engine_unreachable;
    const auto tell = std::exchange(lost, nullptr);
    if (tell) tell(std::move(last));
    return;
  }
  pause = std::min(pause * 2, k_longest_pause);
  timer = clock.schedule(next, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer = 0;
    if (!self->silent()) self->subscribe();
  });
}

}  // namespace

SubscriptionPtr DockerEngine::events(Labels having, std::function<void(Event)> event,
                                     std::function<void(Error)> lost) {
  auto watch = std::make_shared<Watch>(m_loop.clock(), m_client);
  watch->filters = encode_event_filter(having);
  // A container that stopped or started may have another address now. `this` is alive whenever the
  // client is not closed, which `silent` asks first.
  watch->event = [this, event = std::move(event)](Event told) {
    if (told.kind != Event::Kind::health && !told.container.empty())
      m_addresses.forget(told.container);
    event(std::move(told));
  };
  watch->lost = std::move(lost);
  watch->subscribe();
  return std::make_unique<JobSubscription>(std::move(watch));
}

}  // namespace caisson::engine::docker
