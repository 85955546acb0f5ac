#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {

/// One subscription: a conversation with each nest that runs, also with those that come.
struct EmbeddedEngine::Watch : std::enable_shared_from_this<Watch> {
  Watch(EmbeddedEngine& its_engine, Labels its_having, std::function<void(Event)> its_event)
      : engine(&its_engine),
        alive(its_engine.m_alive),
        having(std::move(its_having)),
        event(std::move(its_event)) {}

  void begin() {
    PathWatch::Callbacks callbacks;
    callbacks.touched = [weak = weak_from_this()](const std::string&) {
      const auto self = weak.lock();
      if (self && !self->alive.expired()) self->look_for_nests();
    };
    // Without it, nests that others start are seen by the next list only.
    if (auto made = PathWatch::make(engine->m_loop, std::move(callbacks))) {
      folder = *std::move(made);
      folder->add(engine->m_nests.home().runtime);
    }
    const auto left = std::make_shared<std::size_t>(1);
    const auto stands = [weak = weak_from_this(), left] {
      const auto self = weak.lock();
      if (--*left == 0 && self) self->event(Event{});
    };
    for (const std::string& nest : engine->m_nests.known()) {
      ++*left;
      attach(nest, stands);
    }
    engine->later(stands);
  }

  /// Those that others have started: what happened in them before is not known.
  void look_for_nests() {
    for (const std::string& nest : engine->m_nests.known()) {
      if (nests.count(nest) > 0) continue;
      attach(nest, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->event(Event{});
      });
    }
  }

  /// `attached` is called when its events come, or it is not there.
  void attach(const std::string& nest, std::function<void()> attached) {
    auto socket = engine->m_nests.connect(nest);
    if (!socket) {
      engine->later(std::move(attached));
      return;
    }
    const auto conversation = std::make_shared<Conversation>(engine->m_loop, *std::move(socket));
    nests[nest] = conversation;
    const auto weak = weak_from_this();
    conversation->more = [weak](const std::string& payload) {
      const auto self = weak.lock();
      if (self) self->take(payload);
    };
    conversation->lost = [weak, nest] {
      const auto self = weak.lock();
      if (!self) return;
      const auto ended = self->nests.extract(nest);
      self->event(Event{});
    };
    conversation->ask("events", {{"having", having}}, {}, Deadline::max(),
                      [weak, nest, attached](const Result<Answer*>& answer) {
                        const auto self = weak.lock();
                        if (!self) return;
                        if (!answer) self->nests.erase(nest);
                        attached();
                      });
  }

  void take(const std::string& payload) {
    const Json message = parse_json(payload);
    if (!message.is_object() || !message.contains("event")) return;
    Event told;
    from_json(message.at("event"), told);
    event(std::move(told));
  }

  EmbeddedEngine* engine;
  std::weak_ptr<bool> alive;
  Labels having;
  std::function<void(Event)> event;
  std::unique_ptr<PathWatch> folder;
  std::map<std::string, std::shared_ptr<Conversation>> nests;
};

namespace {

/// Keeps what it is given for as long as it is.
class KeptSubscription final : public Subscription {
 public:
  explicit KeptSubscription(std::shared_ptr<void> kept) : m_kept(std::move(kept)) {}

 private:
  std::shared_ptr<void> m_kept;
};

}  // namespace

SubscriptionPtr keep_subscription(std::shared_ptr<void> kept) {
  return std::make_unique<KeptSubscription>(std::move(kept));
}

SubscriptionPtr EmbeddedEngine::events(Labels having, std::function<void(Event)> event,
                                       std::function<void(Error)>) {
  auto watch = std::make_shared<Watch>(*this, std::move(having), std::move(event));
  watch->begin();
  std::erase_if(m_watches, [](const auto& one) { return one.expired(); });
  m_watches.push_back(watch);
  return keep_subscription(std::move(watch));
}

/// Who watches hears of everything in a nest that is started here: nothing is asked of it before.
void EmbeddedEngine::reach(const Labels& labels, Completion<std::string> done) {
  const NestKey key = nest_key(m_nests.home().runtime, labels);
  auto reached = m_nests.reach(key);
  if (!reached) return fail<std::string>(done, reached.error());
  // Open until `done` has asked something: a nest that nobody speaks to ends.
  const auto socket = std::make_shared<Descriptor>(std::move(reached->socket));
  const auto left = std::make_shared<std::size_t>(1);
  const auto attached = [left, done, socket, id = key.id] {
    if (--*left == 0) done(id);
  };
  for (const auto& weak : m_watches) {
    const auto watch = weak.lock();
    if (!watch || watch->nests.count(key.id) > 0) continue;
    ++*left;
    watch->attach(key.id, attached);
  }
  later(attached);
}

}  // namespace caisson::engine::embedded
