#include "run/log_tail.hpp"

#include <memory>
#include <utility>

namespace caisson::run {
namespace {

constexpr Duration k_patience = std::chrono::seconds(2);

struct Fetch {
  Clock& clock;
  std::function<void(std::vector<std::string>)> done;
  std::vector<std::string> lines{};
  engine::SubscriptionPtr subscription{};
  Clock::TimerId timer = 0;
};

/// From a timer of its own, because a subscription may not be destroyed by what it calls.
void finish(const std::shared_ptr<Fetch>& fetch) {
  const auto tell = std::exchange(fetch->done, {});
  if (!tell) return;
  fetch->clock.cancel(fetch->timer);
  const auto deliver = [fetch, tell] {
    fetch->subscription.reset();
    tell(std::move(fetch->lines));
  };
  fetch->clock.schedule(fetch->clock.now(), deliver);
}

}  // namespace

void fetch_log_tail(engine::Engine& engine, Clock& clock, const std::string& container, int lines,
                    std::function<void(std::vector<std::string>)> done) {
  auto fetch = std::make_shared<Fetch>(Fetch{clock, std::move(done)});
  fetch->timer = clock.schedule(clock.now() + k_patience, [fetch] { finish(fetch); });
  engine::LogOptions options;
  options.tail = lines;
  const auto line = [weak = std::weak_ptr(fetch)](const engine::LogLine& written) {
    if (const auto still = weak.lock()) still->lines.push_back(written.text);
  };
  const auto ended = [weak = std::weak_ptr(fetch)](const Result<void>&) {
    if (const auto still = weak.lock()) finish(still);
  };
  fetch->subscription = engine.logs(container, options, line, ended);
}

}  // namespace caisson::run
