#include <utility>

#include "base/json.hpp"
#include "engine/embedded/engine_class.hpp"
#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace {

/// A leashed container in hand: the connection is the leash.
struct HeldContainer : std::enable_shared_from_this<HeldContainer> {
  explicit HeldContainer(std::function<void(LogLine)> line)
      : records(false, [this, line = std::move(line)](LogLine one) {
          if (!let_go) line(std::move(one));
        }) {}

  void held(const Result<void>& outcome) {
    if (let_go) return;
    if (!outcome) ended = nullptr;
    if (const auto say = std::exchange(holding, nullptr)) say(outcome);
  }

  void take(const std::string& payload) {
    if (payload.empty() || let_go) return;
    const auto keep = shared_from_this();
    if (payload.front() == k_log_frame) return records.feed(std::string_view(payload).substr(1));
    const nlohmann::json message = parse_json(payload);
    if (message.is_object() && message.contains("ended")) end(message.at("ended").get<int>());
  }

  void end(Result<int> code) {
    if (let_go) return;
    if (const auto say = std::exchange(ended, nullptr)) say(std::move(code));
  }

  LogRecordReader records;
  Completion<void> holding;
  std::function<void(Result<int>)> ended;
  std::shared_ptr<Conversation> conversation;
  bool let_go = false;
};

}  // namespace

SubscriptionPtr EmbeddedEngine::hold(std::string id, Deadline deadline,
                                     std::function<void(LogLine)> line, Completion<void> holding,
                                     std::function<void(Result<int>)> ended) {
  const auto held = std::make_shared<HeldContainer>(std::move(line));
  held->holding = std::move(holding);
  held->ended = std::move(ended);
  const std::weak_ptr<HeldContainer> weak = held;
  converse(id, deadline, [weak, id, deadline](Result<std::shared_ptr<Conversation>> found) {
    const auto self = weak.lock();
    if (!self) return;
    if (!found) return self->held(found.error());
    self->conversation = *found;
    self->conversation->more = [weak](const std::string& payload) {
      if (const auto alive = weak.lock()) alive->take(payload);
    };
    self->conversation->lost = [weak] {
      if (const auto alive = weak.lock())
        alive->end(Error{ErrorKind::engine_unreachable, "the nest of this has ended"});
    };
    self->conversation->ask("hold", {{"id", id}}, {}, deadline,
                            [weak](const Result<Answer*>& answer) {
                              const auto alive = weak.lock();
                              if (!alive) return;
                              alive->held(answer ? Result<void>() : answer.error());
                            });
  });
  const std::shared_ptr<void> kept(held.get(), [held](void*) {
    held->let_go = true;
    held->conversation.reset();
  });
  return keep_subscription(kept);
}

}  // namespace caisson::engine::embedded
