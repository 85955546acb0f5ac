#include "base/loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <unordered_map>
#include <unordered_set>

namespace caisson {
namespace asio = boost::asio;
namespace {

class SystemClock final : public Clock {
 public:
  explicit SystemClock(asio::io_context& context) : m_context(context) {}

  Instant now() const override { return std::chrono::steady_clock::now(); }

  TimerId schedule(Instant at, std::function<void()> action) override {
    const TimerId id = ++m_last;
    if (at <= now()) return run_soon(id, std::move(action));
    auto [entry, inserted] = m_timers.try_emplace(id, m_context, at);
    entry->second.async_wait([this, id, run = std::move(action)](const auto& error) {
      if (error) return;
      m_timers.erase(id);
      run();
    });
    return id;
  }

  void cancel(TimerId timer) override {
    m_timers.erase(timer);
    m_due.erase(timer);
  }

 private:
  /// What is due has no use for the kernel's timer, an interrupt and three system calls away.
  TimerId run_soon(TimerId id, std::function<void()> action) {
    m_due.insert(id);
    asio::post(m_context, [this, id, run = std::move(action)] {
      if (m_due.erase(id) > 0) run();
    });
    return id;
  }

  asio::io_context& m_context;
  std::unordered_map<TimerId, asio::steady_timer> m_timers;
  std::unordered_set<TimerId> m_due;
  TimerId m_last = 0;
};

void wait_for_signal(asio::signal_set& signals,
                     const std::shared_ptr<std::function<void(int)>>& action) {
  signals.async_wait([&signals, action](const auto& error, int signal) {
    if (error) return;
    (*action)(signal);
    wait_for_signal(signals, action);
  });
}

}  // namespace

struct Loop::State {
  asio::io_context context{1};
  SystemClock clock{context};
  std::unique_ptr<asio::signal_set> signals;
};

Loop::Loop() : m_state(std::make_unique<State>()) {}
Loop::~Loop() = default;

void Loop::run() {
  m_state->context.restart();
  m_state->context.run();
}

void Loop::stop() {
  m_state->context.stop();
}

void Loop::post(std::function<void()> action) {
  asio::post(m_state->context, std::move(action));
}

void Loop::on_interrupt(std::function<void(int)> action) {
  m_state->signals = std::make_unique<asio::signal_set>(m_state->context, SIGINT, SIGTERM);
  wait_for_signal(*m_state->signals, std::make_shared<std::function<void(int)>>(std::move(action)));
}

Clock& Loop::clock() {
  return m_state->clock;
}

boost::asio::any_io_executor Loop::executor() {
  return m_state->context.get_executor();
}

}  // namespace caisson
