#include "clone/redis_databases.hpp"

#include <deque>
#include <map>
#include <set>

#include "clone/percent.hpp"
#include "clone/redis_process.hpp"

namespace caisson::clone {
namespace {

constexpr Duration k_exec_patience = std::chrono::seconds(30);
/// Below what Linux hands out to connections (32768 …).
constexpr std::uint16_t k_first_port = 10'000;
constexpr std::uint16_t k_last_port = 31'999;
constexpr std::size_t k_largest_batch = 16;
/// Ports in a row that others held.
constexpr int k_most_conflicts = 64;

}  // namespace

class RedisDatabases::State : public std::enable_shared_from_this<State> {
 public:
  State(engine::Engine& engine, Clock& clock, RedisServer server, PoolSize size)
      : m_engine(engine), m_clock(clock), m_server(std::move(server)), m_size(size) {}

  void warm() {
    m_warm = true;
    m_fails = false;
    next();
  }
  void take(engine::Completion<RedisDatabase> done);
  void give_back(std::uint16_t port);
  void clear(engine::Completion<void> done);
  void stop() {
    m_stopped = true;
    m_processes.clear();
  }
  std::size_t ready() const { return m_ready.size(); }
  bool is_settled() const {
    return !m_spawning && m_starting.empty() && m_ending.empty() && m_waiting.empty() &&
           missing() == 0;
  }

 private:
  std::size_t missing() const;
  void next();
  void learn_address();
  void spawn(std::size_t number);
  void spawned(const Result<engine::ExecResult>& result);
  void begin(redis_batch::Process process);
  void greeted(std::uint16_t port, const Result<void>& result);
  void end(std::uint16_t port);
  void fail(const Error& error);
  void finish_clearing();
  RedisDatabase database(std::uint16_t port) const;

  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), action = std::move(action)](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && !self->m_stopped) action(*self, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  const RedisServer m_server;
  const PoolSize m_size;
  std::string m_address;
  std::uint16_t m_next_port = k_first_port;

  std::map<std::uint16_t, std::unique_ptr<RedisProcess>> m_processes;
  std::set<std::uint16_t> m_starting;
  std::deque<std::uint16_t> m_ready;
  std::set<std::uint16_t> m_taken;
  std::set<std::uint16_t> m_ending;
  std::deque<engine::Completion<RedisDatabase>> m_waiting;
  std::deque<engine::Completion<void>> m_clearing;
  std::size_t m_peak = 0;
  int m_conflicts = 0;
  bool m_warm = false;      ///< somebody wants some
  bool m_fails = false;     ///< the last batch did: wait until somebody comes
  bool m_spawning = false;  ///< one `exec` at a time
  bool m_stopped = false;
};

RedisDatabases::RedisDatabases(engine::Engine& engine, Clock& clock, RedisServer server,
                               PoolSize size)
    : m_state(std::make_shared<State>(engine, clock, std::move(server), size)) {}

RedisDatabases::~RedisDatabases() {
  m_state->stop();
}

void RedisDatabases::warm() {
  m_state->warm();
}

void RedisDatabases::take(engine::Completion<RedisDatabase> done) {
  m_state->take(std::move(done));
}

void RedisDatabases::give_back(std::uint16_t port) {
  m_state->give_back(port);
}

void RedisDatabases::clear(engine::Completion<void> done) {
  m_state->clear(std::move(done));
}

std::size_t RedisDatabases::ready() const {
  return m_state->ready();
}

bool RedisDatabases::is_settled() const {
  return m_state->is_settled();
}

void RedisDatabases::State::take(engine::Completion<RedisDatabase> done) {
  m_warm = true;
  m_fails = false;
  if (m_ready.empty()) {
    m_waiting.push_back(std::move(done));
  } else {
    const std::uint16_t port = m_ready.front();
    m_ready.pop_front();
    m_taken.insert(port);
    m_processes.at(port)->release();
    m_clock.schedule(m_clock.now(), guarded([done = std::move(done), port](const State& self) {
                       done(self.database(port));
                     }));
  }
  m_peak = std::max(m_peak, m_taken.size() + m_waiting.size());
  next();
}

void RedisDatabases::State::give_back(std::uint16_t port) {
  if (m_taken.erase(port) == 0) return;
  end(port);
  next();
}

RedisDatabase RedisDatabases::State::database(std::uint16_t port) const {
  const std::string login =
      m_server.password.empty() ? "" : ":" + percent_encoded(m_server.password) + "@";
  return {m_address, port, "redis://" + login + m_address + ":" + std::to_string(port)};
}

std::size_t RedisDatabases::State::missing() const {
  if (!m_warm || m_fails || !m_clearing.empty()) return 0;
  const std::size_t wanted = m_size.wanted(m_peak) + m_waiting.size();
  const std::size_t have = m_ready.size() + m_starting.size();
  return wanted > have ? wanted - have : 0;
}

void RedisDatabases::State::next() {
  if (m_stopped || m_spawning) return;
  const std::size_t number = std::min(missing(), k_largest_batch);
  if (number == 0) return;
  m_spawning = true;
  if (m_address.empty()) return learn_address();
  spawn(number);
}

void RedisDatabases::State::learn_address() {
  const auto learnt = [](State& self, const Result<engine::Container>& container) {
    self.m_spawning = false;
    if (!container) return self.fail(container.error());
    for (const engine::Attachment& network : container->networks)
      if (self.m_address.empty()) self.m_address = network.address;
    if (self.m_address.empty())
      return self.fail({ErrorKind::service_failed,
                        "the container of `" + self.m_server.name +
                            "` has no address, so no further Redis in it can be reached"});
    self.next();
    self.finish_clearing();
  };
  m_engine.inspect_container(m_server.container, m_clock.now() + k_exec_patience, guarded(learnt));
}

void RedisDatabases::State::spawn(std::size_t number) {
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < number; ++i) {
    ports.push_back(m_next_port);
    m_next_port =
        m_next_port == k_last_port ? k_first_port : static_cast<std::uint16_t>(m_next_port + 1);
  }
  m_engine.exec(m_server.container, redis_batch::command(ports, m_server.arguments),
                m_clock.now() + k_exec_patience,
                guarded([](State& self, const Result<engine::ExecResult>& result) {
                  self.m_spawning = false;
                  self.spawned(result);
                }));
}

void RedisDatabases::State::spawned(const Result<engine::ExecResult>& result) {
  if (!result) return fail(result.error());
  const auto processes = redis_batch::started(*result, m_server.name);
  if (!processes) return fail(processes.error());
  for (const redis_batch::Process& process : *processes)
    begin(process);
  next();
}

void RedisDatabases::State::begin(redis_batch::Process process) {
  const std::uint16_t port = process.port;
  auto& entry = m_processes[port];
  entry = std::make_unique<RedisProcess>(m_engine, m_clock, m_server.container, process,
                                         m_server.password);
  if (!m_clearing.empty()) return end(port);
  m_starting.insert(port);
  const auto greeting = [port](State& self, const Result<void>& outcome) {
    self.greeted(port, outcome);
  };
  // The container was restarted, or somebody killed it.
  const auto ended = [port](State& self) {
    std::erase(self.m_ready, port);
    self.m_processes.erase(port);
    self.next();
  };
  entry->greet(guarded(greeting), guarded(ended));
}

void RedisDatabases::State::greeted(std::uint16_t port, const Result<void>& result) {
  m_starting.erase(port);
  if (result) {
    m_conflicts = 0;
    if (m_waiting.empty()) {
      m_ready.push_back(port);
      return next();
    }
    const auto done = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_taken.insert(port);
    m_processes.at(port)->release();
    next();
    return done(database(port));
  }
  if (result.error().kind == ErrorKind::conflict && ++m_conflicts < k_most_conflicts) {
    m_processes.erase(port);  // ours could not listen and has ended
    return next();
  }
  Error error = result.error();
  error.message = "no Redis of its own for a test in `" + m_server.name + "`: " + error.message;
  end(port);
  fail(error);
}

void RedisDatabases::State::end(std::uint16_t port) {
  m_ending.insert(port);
  // Whether it could be killed or not: nobody is given this port again.
  m_processes.at(port)->end(guarded([port](State& self, const Result<void>&) {
    self.m_ending.erase(port);
    self.m_processes.erase(port);
    self.next();
    self.finish_clearing();
  }));
}

void RedisDatabases::State::fail(const Error& error) {
  m_fails = true;
  const auto waiting = std::move(m_waiting);
  m_waiting.clear();
  finish_clearing();
  for (const auto& done : waiting) {
    if (m_stopped) return;
    done(error);
  }
}

void RedisDatabases::State::clear(engine::Completion<void> done) {
  m_warm = false;
  m_clearing.push_back(std::move(done));
  std::vector<std::uint16_t> ports;
  for (const auto& [port, process] : m_processes)
    if (m_ending.count(port) == 0) ports.push_back(port);
  m_starting.clear();
  m_ready.clear();
  m_taken.clear();
  for (const std::uint16_t port : ports)
    end(port);
  const Error error{ErrorKind::interrupted,
                    "the databases of `" + m_server.name + "` are being dropped"};
  for (auto& waiting : m_waiting)
    m_clock.schedule(m_clock.now(), guarded([waiting = std::move(waiting), error](const State&) {
                       waiting(error);
                     }));
  m_waiting.clear();
  m_clock.schedule(m_clock.now(), guarded([](State& self) { self.finish_clearing(); }));
}

void RedisDatabases::State::finish_clearing() {
  if (m_clearing.empty() || m_spawning || !m_processes.empty()) return;
  const auto clearing = std::move(m_clearing);
  m_clearing.clear();
  for (const auto& done : clearing) {
    if (m_stopped) return;
    done({});
  }
}

}  // namespace caisson::clone
