#include "engine/embedded/nest/reaper.hpp"

#include <sys/wait.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

namespace caisson::engine::embedded {

struct Reaper::Signals : std::enable_shared_from_this<Signals> {
  Signals(Loop& loop, Reaper& its_owner) : set(loop.executor(), SIGCHLD), owner(&its_owner) {}

  void wait() {
    set.async_wait([self = shared_from_this()](const auto& error, int) {
      if (error || self->owner == nullptr) return;
      self->owner->reap();
      self->wait();
    });
  }

  boost::asio::signal_set set;
  Reaper* owner;
};

Reaper::Reaper(Loop& loop) : m_loop(loop), m_signals(std::make_shared<Signals>(loop, *this)) {
  m_signals->wait();
}

Reaper::~Reaper() {
  m_signals->owner = nullptr;
}

void Reaper::expect(pid_t pid, std::function<void(int)> ended) {
  const auto stranger = m_strangers.find(pid);
  if (stranger == m_strangers.end()) {
    m_expected[pid] = std::move(ended);
    return;
  }
  m_loop.post([ended = std::move(ended), status = stranger->second] { ended(status); });
  m_strangers.erase(stranger);
}

void Reaper::reap() {
  int status = 0;
  for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0;
       pid = ::waitpid(-1, &status, WNOHANG)) {
    const auto at = m_expected.find(pid);
    if (at == m_expected.end()) {
      if (m_windows > 0) m_strangers[pid] = status;
      continue;
    }
    const auto ended = std::move(at->second);
    m_expected.erase(at);
    ended(status);
  }
}

int exit_code_of_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace caisson::engine::embedded
