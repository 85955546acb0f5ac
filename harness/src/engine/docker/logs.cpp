#include <fmt/format.h>

#include "engine/docker/engine_class.hpp"
#include "engine/docker/job.hpp"
#include "engine/docker/log_reader.hpp"

namespace caisson::engine::docker {
namespace {

constexpr auto k_head_within = std::chrono::seconds(10);

struct Following final : Job {
  explicit Following(std::function<void(LogLine)> line)
      : reader([this, line = std::move(line)](LogLine one) {
          if (!cancelled) line(std::move(one));
        }) {}

  LogReader reader;
  std::function<void(Result<void>)> ended;

  void end(Result<void> outcome) {
    if (cancelled) return;
    const auto last = std::exchange(ended, nullptr);
    if (last) last(std::move(outcome));
  }
};

std::string target_of(const std::string& id, const LogOptions& options) {
  Target target = Target("/containers").segment(id).literal("logs");
  target.query("stdout", "1").query("stderr", "1");
  if (options.follow) target.query("follow", "1");
  if (options.timestamps) target.query("timestamps", "1");
  if (options.tail) target.query("tail", std::to_string(*options.tail));
  return target.str();
}

}  // namespace

SubscriptionPtr DockerEngine::logs(std::string id, LogOptions options,
                                   std::function<void(LogLine)> line,
                                   std::function<void(Result<void>)> ended) {
  auto job = std::make_shared<Following>(std::move(line));
  job->ended = std::move(ended);
  const std::weak_ptr<Following> weak = job;

  StreamHandlers handlers;
  handlers.head = [weak](const Head& head) {
    if (const auto self = weak.lock()) self->reader.expect(head.field("Content-Type"));
  };
  handlers.data = [weak](std::string_view bytes) {
    const auto self = weak.lock();
    if (!self) return;
    const Result<void> fed = self->reader.feed(bytes);
    if (fed) return;
    self->flow.reset();
    self->end(fed.error());
  };
  handlers.end = [weak](Result<void> outcome) {
    const auto self = weak.lock();
    if (!self) return;
    const Result<void> finished = self->reader.finish();
    self->end(outcome ? finished : std::move(outcome));
  };
  Request request{Method::get, target_of(id, options),
                  fmt::format("read the log of container `{}`", short_id(id))};
  job->flow = m_client->stream(std::move(request), m_loop.clock().now() + k_head_within,
                               std::move(handlers));
  return std::make_unique<JobSubscription>(std::move(job));
}

}  // namespace caisson::engine::docker
