#include "run/halt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "model/names.hpp"
#include "probe/inspector.hpp"

namespace caisson::run {
namespace {

constexpr Duration k_answer_within = std::chrono::seconds(2);

/// One question to one container; kept alive by what it waits for.
class Question : public std::enable_shared_from_this<Question> {
 public:
  Question(engine::Engine& engine, Clock& clock, Debuggee debuggee, std::function<void(bool)> done)
      : m_engine(engine),
        m_clock(clock),
        m_debuggee(std::move(debuggee)),
        m_done(std::move(done)) {}

  void ask() {
    const Instant ends = m_clock.now() + k_answer_within;
    const auto self = shared_from_this();
    if (m_debuggee.debug.kind == model::Debug::Kind::gdb) {
      m_engine.list_processes(m_debuggee.container, ends,
                              [self](const auto& processes) { self->judge(processes); });
      return;
    }
    m_timer = m_clock.schedule(ends, [self] {
      self->m_timer.reset();
      self->answer(false);
    });
    m_engine.dial(m_debuggee.container, m_debuggee.debug.port, ends,
                  [self](Result<std::unique_ptr<engine::Stream>> stream) {
                    if (!stream) return self->answer(false);
                    self->converse(std::move(*stream));
                  });
  }

 private:
  void judge(const Result<std::vector<engine::ProcessState>>& processes) {
    const auto is_traced = [](const engine::ProcessState& process) {
      return process.state.starts_with('t');
    };
    answer(processes && std::any_of(processes->begin(), processes->end(), is_traced));
  }

  void converse(std::unique_ptr<engine::Stream> stream) {
    if (!m_done) return;
    m_stream = std::move(stream);
    m_conversation = probe::make_inspector(m_debuggee.debug.port);
    act(m_conversation->opened());
  }

  void act(const probe::Verdict& verdict) {
    if (verdict.kind != probe::Verdict::Kind::more)
      return answer(verdict.kind == probe::Verdict::Kind::ready);
    const auto self = shared_from_this();
    if (!verdict.send.empty()) m_stream->write(verdict.send, [self](const Result<void>&) {});
    m_stream->read([self](const Result<std::string>& bytes) {
      if (!self->m_done) return;
      if (!bytes || bytes->empty()) return self->answer(false);
      self->act(self->m_conversation->received(*bytes));
    });
  }

  /// Once; the stream may be the one that is speaking, so it goes a moment later.
  void answer(bool halted) {
    const auto done = std::exchange(m_done, {});
    if (!done) return;
    if (m_timer) m_clock.cancel(*m_timer);
    const std::shared_ptr<engine::Stream> spoken = std::move(m_stream);
    m_clock.schedule(m_clock.now(), [spoken, done, halted] { done(halted); });
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  const Debuggee m_debuggee;
  std::function<void(bool)> m_done;
  std::optional<Clock::TimerId> m_timer;
  std::unique_ptr<engine::Stream> m_stream;
  std::unique_ptr<probe::Conversation> m_conversation;
};

}  // namespace

std::string to_label(const model::Debug& debug) {
  return fmt::format("{}:{}", model::to_string(debug.kind), debug.port);
}

std::optional<model::Debug> debug_from_label(const std::string& label) {
  const std::size_t colon = label.find(':');
  const auto kind = model::debug_kind_from(label.substr(0, colon));
  if (!kind || colon == label.npos) return std::nullopt;
  model::Debug debug{*kind, 0};
  const auto parsed =
      std::from_chars(label.data() + colon + 1, label.data() + label.size(), debug.port);
  if (parsed.ec != std::errc()) return std::nullopt;
  return debug;
}

void ask_whether_halted(engine::Engine& engine, Clock& clock, std::vector<Debuggee> debuggees,
                        std::function<void(bool)> done) {
  if (debuggees.empty()) {
    clock.schedule(clock.now(), [done] { done(false); });
    return;
  }
  Debuggee first = std::move(debuggees.back());
  debuggees.pop_back();
  const auto answered = [&engine, &clock, rest = std::move(debuggees), done](bool halted) {
    if (halted) return done(true);
    ask_whether_halted(engine, clock, rest, done);
  };
  std::make_shared<Question>(engine, clock, std::move(first), answered)->ask();
}

}  // namespace caisson::run
