#include "clone/redis_process.hpp"

#include <algorithm>
#include <optional>

#include "clone/redis_identity.hpp"
#include "probe/redis_wire.hpp"

namespace caisson::clone {
namespace {

constexpr Duration k_command_patience = std::chrono::seconds(10);
constexpr Duration k_farewell = std::chrono::seconds(2);
constexpr Duration k_first_pause = std::chrono::milliseconds(1);
constexpr Duration k_longest_pause = std::chrono::milliseconds(20);

}  // namespace

/// What is under way belongs to an `attempt`; what arrives for an earlier one is dropped.
struct RedisProcess::State : std::enable_shared_from_this<State> {
  State(engine::Engine& its_engine, Clock& its_clock, std::string its_container,
        redis_batch::Process its_process, std::string its_password)
      : engine(its_engine),
        clock(its_clock),
        container(std::move(its_container)),
        process(its_process),
        password(std::move(its_password)) {}

  engine::Engine& engine;
  Clock& clock;
  const std::string container;
  const redis_batch::Process process;
  const std::string password;
  std::uint64_t attempt = 0;
  Instant until{};
  Duration pause = k_first_pause;
  std::unique_ptr<engine::Stream> stream;
  std::unique_ptr<probe::Conversation> conversation;
  std::optional<Clock::TimerId> timer;
  std::string said;
  engine::Completion<void> done;
  std::function<void()> ended;

  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), number = attempt,
            action = std::move(action)](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && self->attempt == number)
        action(*self, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  /// Ends whatever is under way.
  void reset() {
    ++attempt;
    if (timer) clock.cancel(*timer);
    timer.reset();
    stream.reset();
    conversation.reset();
  }

  void after(Duration how_long, std::function<void(State&)> action) {
    timer =
        clock.schedule(clock.now() + how_long, guarded([action = std::move(action)](State& self) {
                         self.timer.reset();
                         action(self);
                       }));
  }

  void complete(const Result<void>& result) {
    const auto told = std::move(done);
    done = nullptr;
    if (told) told(result);
  }

  void fail(Error error) {
    reset();
    complete(std::move(error));
  }

  void dial(std::function<void(State&, Result<std::unique_ptr<engine::Stream>>)> dialled) {
    engine.dial(container, process.port, until, guarded(std::move(dialled)));
  }

  // Greeting.

  void try_greeting() {
    reset();
    dial([](State& self, Result<std::unique_ptr<engine::Stream>> dialled) {
      if (!dialled) return self.refused(dialled.error());
      self.stream = *std::move(dialled);
      self.conversation = make_redis_identity(self.password, self.process.pid);
      self.send(self.conversation->opened().send);
      self.after(self.until - self.clock.now(), [](State& late) { late.refused(late.silence()); });
      self.listen();
    });
  }

  Error silence() const {
    return {ErrorKind::timed_out,
            "the server at port `" + std::to_string(process.port) + "` did not answer in time"};
  }

  /// It may not listen yet; what has a remedy does not pass by itself.
  void refused(const Error& error) {
    if (!error.remedy.empty() || error.kind != ErrorKind::io || clock.now() + pause >= until)
      return fail(error);
    reset();
    after(pause, [](State& self) { self.try_greeting(); });
    pause = std::min(pause * 2, k_longest_pause);
  }

  void send(std::string bytes) {
    stream->write(std::move(bytes), [](const Result<void>&) {});
  }

  void listen() {
    stream->read(guarded([](State& self, const Result<std::string>& bytes) {
      const bool closed = !bytes || bytes->empty();
      if (!self.conversation) {  // greeted long ago
        if (!closed) return self.listen();
        self.reset();
        const auto told = std::move(self.ended);
        self.ended = nullptr;
        if (told) told();
        return;
      }
      if (closed) return self.refused({ErrorKind::io, "the connection was closed"});
      self.judge(self.conversation->received(*bytes));
    }));
  }

  void judge(const probe::Verdict& verdict) {
    switch (verdict.kind) {
      case probe::Verdict::Kind::more:
        return listen();
      case probe::Verdict::Kind::not_ready:
        return fail({ErrorKind::conflict, verdict.reason});
      case probe::Verdict::Kind::ready:
        break;
    }
    conversation.reset();
    if (timer) clock.cancel(*timer);
    timer.reset();
    listen();
    complete({});
  }

  // Farewell.

  void say_farewell() {
    reset();
    until = clock.now() + k_farewell;
    said.clear();
    dial([](State& self, Result<std::unique_ptr<engine::Stream>> dialled) {
      if (!dialled) {
        if (dialled.error().kind == ErrorKind::timed_out) return self.kill();
        return self.complete({});  // gone already
      }
      self.stream = *std::move(dialled);
      self.send(redis_farewell(self.password));
      self.after(k_farewell, [](State& late) { late.kill(); });
      self.await_end();
    });
  }

  void await_end() {
    stream->read(guarded([](State& self, const Result<std::string>& bytes) {
      if (!bytes || bytes->empty()) {
        self.reset();
        return self.complete({});
      }
      self.said += *bytes;
      const bool refuses = self.said.starts_with('-') || self.said.find("\n-") != std::string::npos;
      if (refuses && !probe::redis_wire::needs_no_password(self.said)) return self.kill();
      self.await_end();
    }));
  }

  void kill() {
    reset();
    engine.exec(container, redis_batch::kill_command(process.pid), clock.now() + k_command_patience,
                guarded([](State& self, const Result<engine::ExecResult>& result) {
                  self.complete(result ? Result<void>() : Result<void>(result.error()));
                }));
  }
};

RedisProcess::RedisProcess(engine::Engine& engine, Clock& clock, std::string container,
                           redis_batch::Process process, std::string password)
    : m_state(std::make_shared<State>(engine, clock, std::move(container), process,
                                      std::move(password))) {}

RedisProcess::~RedisProcess() {
  m_state->reset();
}

std::uint16_t RedisProcess::port() const {
  return m_state->process.port;
}

void RedisProcess::greet(engine::Completion<void> done, std::function<void()> ended) {
  m_state->done = std::move(done);
  m_state->ended = std::move(ended);
  m_state->until = m_state->clock.now() + k_command_patience;
  m_state->try_greeting();
}

void RedisProcess::release() {
  m_state->reset();
  m_state->ended = nullptr;
}

void RedisProcess::end(engine::Completion<void> done) {
  m_state->ended = nullptr;
  m_state->done = std::move(done);
  m_state->say_farewell();
}

}  // namespace caisson::clone
