#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <random>
#include <thread>

#include "base/descriptor.hpp"
#include "probe/pump.hpp"

namespace caisson::probe {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

/// The ways in which a port looks ready before its service is.
enum class Trap {
  listens_late,         ///< nothing, then the service
  accepts_then_closes,  ///< a port proxy: accepts for a service that is not there yet, and closes
  silent_backlog,       ///< the kernel accepts for a process that does not read yet
  restarts_once,        ///< a first process that only prepares, a gap, then the service
};
constexpr std::array k_traps{Trap::listens_late, Trap::accepts_then_closes, Trap::silent_backlog,
                             Trap::restarts_once};

struct Scenario {
  Trap trap;
  std::chrono::microseconds delay;   ///< until the service answers
  std::chrono::microseconds linger;  ///< how long a trap's accepted connection stays open
};

Scenario draw(std::mt19937_64& random, Trap trap) {
  std::uniform_int_distribution<int> delay(1'000, 20'000);
  std::uniform_int_distribution<int> linger(0, 4'000);
  return {trap, std::chrono::microseconds(delay(random)),
          std::chrono::microseconds(linger(random))};
}

/// A little server that falls into one trap, then serves: it answers an HTTP GET, a Redis PING, and
/// keeps a connection open that says nothing.
class Server {
 public:
  Server(Scenario scenario, const test::ReservedPort& port)
      : m_scenario(scenario), m_port(port), m_thread([this] { run(); }) {}
  ~Server() {
    m_over = true;
    m_thread.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Whether the service proper serves; set before the first byte or connection that shows it.
  bool serving() const { return m_serving; }
  bool failed() const { return m_failed; }

 private:
  void run() {
    const auto serves_at = SteadyClock::now() + m_scenario.delay;
    {
      const Descriptor early = m_scenario.trap == Trap::listens_late ? Descriptor() : listen();
      if (m_scenario.trap == Trap::accepts_then_closes) accept_and_close(early, serves_at);
      if (m_scenario.trap == Trap::restarts_once) prepare(early, serves_at);
      if (m_scenario.trap == Trap::silent_backlog) {
        std::this_thread::sleep_until(serves_at);
        return serve(early);
      }
    }
    std::this_thread::sleep_until(serves_at);
    m_serving = true;
    serve(listen());
  }

  Descriptor listen() {
    auto listener = m_port.listen();
    if (!listener) m_failed = true;
    return listener;
  }

  static bool readable(const Descriptor& socket, std::chrono::milliseconds within) {
    pollfd waiting{.fd = socket.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) > 0;
  }

  void accept_and_close(const Descriptor& listener, SteadyClock::time_point until) const {
    while (SteadyClock::now() < until) {
      if (!readable(listener, 1ms)) continue;
      const Descriptor peer(::accept(listener.get(), nullptr, nullptr));
      std::this_thread::sleep_for(m_scenario.linger);
    }
  }

  /// What a database does that starts a first time to create its tables: it greets, refuses the
  /// work, and is gone.
  void prepare(const Descriptor& listener, SteadyClock::time_point until) const {
    const auto gone_at = until - m_scenario.delay / 3;
    while (SteadyClock::now() < gone_at) {
      if (!readable(listener, 1ms)) continue;
      const Descriptor peer(::accept(listener.get(), nullptr, nullptr));
      refuse(peer);
    }
  }

  static void refuse(const Descriptor& peer) {
    if (!readable(peer, 2ms)) return;
    std::array<char, 1024> request{};
    if (::recv(peer.get(), request.data(), request.size(), 0) <= 0) return;
    send(peer, request[0] == '*' ? "-LOADING preparing\r\n"
                                 : "HTTP/1.1 503 Preparing\r\nContent-Length: 0\r\n\r\n");
  }

  static void send(const Descriptor& peer, std::string_view bytes) {
    static_cast<void>(::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

  void serve(const Descriptor& listener) {
    m_serving = true;
    std::vector<Descriptor> silent;
    while (!m_over) {
      if (!readable(listener, 1ms)) continue;
      Descriptor peer(::accept(listener.get(), nullptr, nullptr));
      if (readable(peer, 2ms)) answer(peer);
      silent.push_back(std::move(peer));
    }
  }

  static void answer(const Descriptor& peer) {
    std::array<char, 1024> request{};
    if (::recv(peer.get(), request.data(), request.size(), 0) <= 0) return;
    send(peer, request[0] == '*' ? "+PONG\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }

  Scenario m_scenario;
  const test::ReservedPort& m_port;
  std::atomic<bool> m_over = false;
  std::atomic<bool> m_serving = false;
  std::atomic<bool> m_failed = false;
  std::thread m_thread;
};

struct Trials {
  int run = 0;
  int early = 0;  ///< called ready while the service did not serve
};

using IsReady = std::function<bool(std::uint16_t port)>;

/// Whether a server is called ready before it serves; probed until somebody calls it ready.
bool is_called_early(const IsReady& is_ready, const Scenario& scenario) {
  const test::ReservedPort port;
  const Server server(scenario, port);
  const auto ends = SteadyClock::now() + 20s;
  while (!is_ready(port.number())) {
    if (SteadyClock::now() > ends || server.failed()) {
      ADD_FAILURE() << "a server never got ready";
      break;
    }
    std::this_thread::sleep_for(500us);
  }
  return !server.serving();
}

/// `count` trials, some at once because they mostly wait; the seed decides all of them beforehand.
Trials try_out(const IsReady& is_ready, const std::vector<Trap>& traps, std::size_t count,
               std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Scenario> scenarios;
  for (std::size_t i = 0; i < count; ++i)
    scenarios.push_back(draw(random, traps[i % traps.size()]));
  std::atomic<std::size_t> next = 0;
  std::atomic<int> run = 0;
  std::atomic<int> early = 0;
  const auto work = [&] {
    for (auto i = next++; i < count; i = next++) {
      if (is_called_early(is_ready, scenarios[i])) ++early;
      ++run;
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 8; ++i)
      workers.emplace_back(work);
  }
  return {run, early};
}

IsReady asks(model::HealthCheck::Kind kind) {
  return [kind](std::uint16_t port) {
    model::HealthCheck check;
    check.kind = kind;
    check.port = port;
    check.path = "/";
    const auto conversation = make_conversation(check);
    return test::attempt(port, *conversation, 500ms).kind == Verdict::Kind::ready;
  };
}

/// What a shell's `until nc -z` does.
bool bare_connect(std::uint16_t port) {
  return static_cast<bool>(test::connect_to(port));
}

constexpr std::uint64_t k_seed = 20260101;
const std::vector<Trap> k_all(k_traps.begin(), k_traps.end());

TEST(FalseReadiness, NaiveConnectFallsIntoTheTraps) {
  const auto trials = try_out(bare_connect, k_all, 100, k_seed);
  RecordProperty("early", trials.early);
  // It can be right only where nothing listens early: a quarter of the trials.
  EXPECT_GT(trials.early, trials.run / 2);
}

TEST(FalseReadiness, HttpIsNeverEarly) {
  const auto trials = try_out(asks(model::HealthCheck::Kind::http), k_all, 500, k_seed);
  EXPECT_EQ(trials.run, 500);
  EXPECT_EQ(trials.early, 0);
}

TEST(FalseReadiness, RedisIsNeverEarly) {
  const auto trials = try_out(asks(model::HealthCheck::Kind::redis), k_all, 500, k_seed + 1);
  EXPECT_EQ(trials.run, 500);
  EXPECT_EQ(trials.early, 0);
}

/// TCP has no protocol to ask: a process that does not read yet, or that means to restart, is
/// beyond it. What it promises is not to be fooled by whoever closes within the quiet time.
TEST(FalseReadiness, TcpIsNeverEarlyWhereConnectionsAreClosed) {
  const auto trials = try_out(asks(model::HealthCheck::Kind::tcp),
                              {Trap::listens_late, Trap::accepts_then_closes}, 500, k_seed + 2);
  EXPECT_EQ(trials.run, 500);
  EXPECT_EQ(trials.early, 0);
}

}  // namespace
}  // namespace caisson::probe
