#include "image/puller.hpp"

#include <optional>
#include <utility>

#include "base/text.hpp"
#include "image/failure.hpp"
#include "image/reference.hpp"

namespace caisson::image {
namespace {

/// Layers of a big image can be slow; one that does not move at all for this long has stalled.
constexpr Duration k_stalled = std::chrono::seconds(60);

}  // namespace

struct Puller::Pull {
  std::string reference;
  std::string registry;
  bool impatient = false;
  bool answered = false;
  bool over = false;
  std::function<void(std::string)> line;
  std::function<void(Pulled)> done;
  std::optional<Clock::TimerId> timer;
  engine::SubscriptionPtr subscription;
};

Puller::Puller(engine::Engine& engine, Clock& clock, Duration patience,
               std::function<void(std::string)> notice)
    : m_engine(engine), m_clock(clock), m_patience(patience), m_notice(std::move(notice)) {}

Puller::~Puller() {
  for (const auto& pull : m_under_way) {
    pull->over = true;
    if (pull->timer) m_clock.cancel(*pull->timer);
  }
}

bool Puller::given_up(const std::string& reference) const {
  return m_given_up.contains(registry_of(reference));
}

void Puller::pull(const std::string& reference, bool impatient,
                  std::function<void(std::string)> line, std::function<void(Pulled)> done) {
  const auto pull = std::make_shared<Pull>();
  pull->reference = reference;
  pull->registry = registry_of(reference);
  pull->impatient = impatient;
  pull->line = std::move(line);
  pull->done = std::move(done);
  m_under_way.insert(pull);
  arm(pull, impatient ? m_patience : k_stalled);
  const std::weak_ptr<Pull> weak = pull;
  auto progress = [this, weak](std::string text) {
    const auto self = weak.lock();
    if (!self || self->over) return;
    heard(self);
    if (self->line) self->line(std::move(text));
  };
  auto completed = [this, weak](Result<engine::ImageInfo> result) {
    const auto self = weak.lock();
    if (self && !self->over) ended(self, std::move(result));
  };
  pull->subscription = m_engine.pull_image(reference, std::move(progress), std::move(completed));
}

void Puller::arm(const std::shared_ptr<Pull>& pull, Duration wait) {
  if (pull->timer) m_clock.cancel(*pull->timer);
  const std::weak_ptr<Pull> weak = pull;
  pull->timer = m_clock.schedule(m_clock.now() + wait, [this, weak] {
    const auto self = weak.lock();
    if (!self || self->over) return;
    self->timer.reset();
    if (!self->answered && self->impatient)
      return give_up(self->registry, "does not answer within " + format_duration(m_patience));
    finish(self, {Pulled::Outcome::failed,
                  {},
                  {ErrorKind::timed_out, "cannot pull `" + self->reference + "`: no progress for " +
                                             format_duration(k_stalled)}});
  });
}

void Puller::heard(const std::shared_ptr<Pull>& pull) {
  pull->answered = true;
  arm(pull, k_stalled);
}

void Puller::ended(const std::shared_ptr<Pull>& pull, Result<engine::ImageInfo> result) {
  if (result) return finish(pull, {Pulled::Outcome::pulled, std::move(*result), {}});
  auto error = result.error();
  const bool unreachable = error.kind == ErrorKind::io || error.kind == ErrorKind::timed_out;
  if (is_disk_full(error.message) || error.kind == ErrorKind::engine_unreachable || pull->answered)
    return finish(pull, {Pulled::Outcome::failed, {}, std::move(error)});
  if (unreachable && pull->impatient) return give_up(pull->registry, "cannot be reached");
  finish(pull,
         {unreachable ? Pulled::Outcome::failed : Pulled::Outcome::denied, {}, std::move(error)});
}

/// Whoever waits for the same registry need not find out for himself.
void Puller::give_up(const std::string& registry, const std::string& why) {
  if (m_given_up.insert(registry).second && m_notice)
    m_notice("Registry `" + registry + "` " + why + ": images are built from their recipes");
  const auto under_way = m_under_way;
  for (const auto& pull : under_way) {
    if (pull->registry != registry || pull->answered || !pull->impatient) continue;
    finish(pull,
           {Pulled::Outcome::silent, {}, {ErrorKind::image, "registry `" + registry + "` " + why}});
  }
}

void Puller::finish(const std::shared_ptr<Pull>& pull, Pulled pulled) {
  if (std::exchange(pull->over, true)) return;
  if (pull->timer) m_clock.cancel(*pull->timer);
  m_under_way.erase(pull);
  const auto done = std::move(pull->done);
  // Not from inside the engine's own callback: the subscription would destroy itself under it.
  const auto keep = std::shared_ptr<engine::Subscription>(std::move(pull->subscription));
  m_clock.schedule(m_clock.now(), [keep] {});
  done(std::move(pulled));
}

}  // namespace caisson::image
