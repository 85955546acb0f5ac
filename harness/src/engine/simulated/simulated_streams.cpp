#include <algorithm>

#include "engine/simulated/call.hpp"

namespace caisson::engine::simulated {
namespace {

constexpr Duration k_wire = std::chrono::microseconds(50);  ///< one way through a local socket

/// The host's end of a connection; shared with the timers that bring what the peer does.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(VirtualClock& clock, std::string answer) : m_clock(clock), m_answer(std::move(answer)) {}

  void read(Completion<std::string> done) {
    m_reader = std::move(done);
    flush();
  }
  void written() {
    if (m_answer.empty()) return;
    after_wire([](Wire& wire) { wire.m_arrived = std::exchange(wire.m_answer, {}); });
  }
  void close_by_peer() {
    after_wire([](Wire& wire) { wire.m_ended = true; });
  }

 private:
  void after_wire(std::function<void(Wire&)> change) {
    const std::weak_ptr<Wire> weak = weak_from_this();
    const auto arrive = [weak, change = std::move(change)] {
      const auto wire = weak.lock();
      if (!wire) return;
      change(*wire);
      wire->flush();
    };
    m_clock.schedule(m_clock.now() + k_wire, arrive);
  }

  void flush() {
    if (!m_reader || (m_arrived.empty() && !m_ended)) return;
    const std::weak_ptr<Wire> weak = weak_from_this();
    const auto deliver = [weak, done = std::exchange(m_reader, {}),
                          bytes = std::exchange(m_arrived, {})] {
      if (!weak.expired()) done(bytes);
    };
    m_clock.schedule(m_clock.now(), deliver);
  }

  VirtualClock& m_clock;
  std::string m_answer;
  std::string m_arrived;
  bool m_ended = false;
  Completion<std::string> m_reader;
};

class SimulatedStream final : public Stream {
 public:
  SimulatedStream(VirtualClock& clock, std::shared_ptr<Wire> wire)
      : m_clock(clock), m_wire(std::move(wire)) {}

  void write(std::string, Completion<void> done) override {
    const std::weak_ptr<Wire> weak = m_wire;
    m_wire->written();
    const auto deliver = [weak, done = std::move(done)] {
      if (!weak.expired()) done({});
    };
    m_clock.schedule(m_clock.now(), deliver);
  }
  void read(Completion<std::string> done) override { m_wire->read(std::move(done)); }

 private:
  VirtualClock& m_clock;
  std::shared_ptr<Wire> m_wire;
};

/// Says what it was called with as soon as it is written to, and has then ended well.
class SimulatedPipedProcess final : public PipedProcess {
 public:
  SimulatedPipedProcess(VirtualClock& clock, const std::shared_ptr<Wire>& wire)
      : m_clock(clock), m_stream(clock, wire) {}

  void write(std::string bytes, Completion<void> done) override {
    m_stream.write(std::move(bytes), std::move(done));
  }
  void read(Completion<std::string> done) override { m_stream.read(std::move(done)); }
  void end(Deadline, Completion<ExecResult> done) override {
    m_clock.schedule(m_clock.now(), [done = std::move(done)] { done(ExecResult{0, {}}); });
  }

 private:
  VirtualClock& m_clock;
  SimulatedStream m_stream;
};

/// Undoes something when the handle goes.
class Handle final : public Subscription {
 public:
  explicit Handle(std::function<void()> end) : m_end(std::move(end)) {}
  ~Handle() override { m_end(); }

 private:
  std::function<void()> m_end;
};

/// What a simulated program says: its command line, a word a line.
std::function<Result<std::shared_ptr<Wire>>()> echo(VirtualClock& clock,
                                                    std::vector<std::string> argv) {
  return [&clock, argv = std::move(argv)]() -> Result<std::shared_ptr<Wire>> {
    std::string text;
    for (const std::string& word : argv)
      text += word + "\n";
    return std::make_shared<Wire>(clock, std::move(text));
  };
}

/// The wire as one end of it, `End`, for who asked.
template <class End, class Seen>
Completion<std::shared_ptr<Wire>> handed_over(VirtualClock& clock,
                                              Completion<std::unique_ptr<Seen>> done) {
  return [&clock, done = std::move(done)](const Result<std::shared_ptr<Wire>>& wire) {
    if (!wire) return done(wire.error());
    done(std::make_unique<End>(clock, *wire));
  };
}

}  // namespace

bool SimulatedEngine::is_ready(const Body& body) const {
  if (body.seen.phase != Phase::running) return false;
  const Duration age = m_clock.now() - body.started;
  const auto& toggles = body.script.toggles;
  const auto passed =
      std::count_if(toggles.begin(), toggles.end(), [&](Duration at) { return at <= age; });
  return passed % 2 == 1;
}

void SimulatedEngine::dial(std::string id, std::uint16_t port, Deadline deadline,
                           Completion<std::unique_ptr<Stream>> done) {
  // Result<unique_ptr> cannot be copied into a timer, so the wire travels and the stream is made
  // where it is handed over.
  const auto obey = [this, id, port]() -> Result<std::shared_ptr<Wire>> {
    const Body* body = find(id);
    if (!body) return gone(id);
    if (body->seen.phase != Phase::running)
      return Error{ErrorKind::conflict, "container `" + body->seen.name + "` is not running"};
    const bool ready = is_ready(*body);
    if (!ready && body->script.unready == Script::Unready::refuses)
      return Error{ErrorKind::io, "connection to port " + std::to_string(port) + " refused"};
    auto wire = std::make_shared<Wire>(m_clock, ready ? body->script.answer : std::string());
    if (!ready && body->script.unready == Script::Unready::accepts_then_closes)
      wire->close_by_peer();
    return wire;
  };
  const Completion<std::shared_ptr<Wire>> hand_over = [this, done = std::move(done)](auto wire) {
    if (!wire) {
      done(wire.error());
    } else {
      done(std::make_unique<SimulatedStream>(m_clock, *wire));
    }
  };
  call<std::shared_ptr<Wire>>("dial", name_of(id), k_wire, deadline, obey, hand_over);
}

void SimulatedEngine::exec(std::string id, std::vector<std::string>, Deadline deadline,
                           Completion<ExecResult> done) {
  const auto obey = [this, id]() -> Result<ExecResult> {
    const Body* body = find(id);
    if (!body) return gone(id);
    if (body->seen.phase != Phase::running)
      return Error{ErrorKind::conflict, "container `" + body->seen.name + "` is not running"};
    return is_ready(*body) ? ExecResult{0, "ready\n"} : ExecResult{1, "not ready\n"};
  };
  call<ExecResult>("exec", name_of(id), latencies.exec, deadline, obey, std::move(done));
}

void SimulatedEngine::read_file(std::string id, std::string path, Deadline deadline,
                                Completion<std::string> done) {
  const auto obey = [this, id, path]() -> Result<std::string> {
    const Body* body = find(id);
    if (!body) return gone(id);
    const auto file = body->script.files.find(path);
    if (file != body->script.files.end()) return file->second;
    return Error{ErrorKind::not_found, "there is no `" + path + "`"};
  };
  call<std::string>("read_file", name_of(id), latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::list_processes(std::string id, Deadline deadline,
                                     Completion<std::vector<ProcessState>> done) {
  using States = std::vector<ProcessState>;
  const auto obey = [this, id]() -> Result<States> {
    const Body* body = find(id);
    if (!body) return gone(id);
    const Duration age = m_clock.now() - body->started;
    const auto& halts = body->script.halts;
    const bool halted = std::any_of(halts.begin(), halts.end(), [&](const Script::Halt& halt) {
      return age >= halt.from && age < halt.until;
    });
    return States{{1, "Ss"}, {2, halted ? "t" : "S"}};
  };
  call<States>("list_processes", name_of(id), latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::exec_terminal(std::string id, std::vector<std::string> argv,
                                    Deadline deadline, Completion<std::unique_ptr<Stream>> done) {
  call<std::shared_ptr<Wire>>("exec_terminal", name_of(id), latencies.call, deadline,
                              echo(m_clock, std::move(argv)),
                              handed_over<SimulatedStream>(m_clock, std::move(done)));
}

void SimulatedEngine::exec_piped(std::string id, ExecSpec spec, Deadline deadline,
                                 Completion<std::unique_ptr<PipedProcess>> done) {
  call<std::shared_ptr<Wire>>("exec_piped", name_of(id), latencies.call, deadline,
                              echo(m_clock, std::move(spec.argv)),
                              handed_over<SimulatedPipedProcess>(m_clock, std::move(done)));
}

SubscriptionPtr SimulatedEngine::logs(std::string id, LogOptions options,
                                      std::function<void(LogLine)> line,
                                      std::function<void(Result<void>)> ended) {
  m_calls.push_back(Call{m_clock.now(), "logs", name_of(id)});
  auto open = std::make_shared<bool>(true);
  const auto at = [this, open](Duration after, std::function<void()> action) {
    later(after, [open, action = std::move(action)] {
      if (*open) action();
    });
  };
  const Body* body = find(id);
  Duration end = latencies.call;
  if (body && body->life > 0) {
    const Duration age = m_clock.now() - body->started;
    std::vector<std::pair<Duration, std::string>> past;
    for (const auto& entry : body->script.log) {
      if (entry.first <= age) past.push_back(entry);
      if (entry.first <= age || !options.follow) continue;
      end = std::max(end, entry.first - age);
      at(entry.first - age, [line, text = entry.second] { line(LogLine{false, text}); });
    }
    const auto most = static_cast<std::size_t>(options.tail.value_or(1'000'000));
    const std::size_t first = past.size() - std::min(past.size(), most);
    for (std::size_t i = first; i < past.size(); ++i) {
      // Spaced by a nanosecond: lines of one log never overtake each other.
      const Duration when = latencies.call / 2 + Duration(static_cast<Duration::rep>(i));
      at(when, [line, text = past[i].second] { line(LogLine{false, text}); });
    }
  }
  const bool endless = options.follow && body && body->seen.phase == Phase::running;
  if (!endless) {
    const Result<void> result = body ? Result<void>() : Result<void>(gone(id));
    at(end + std::chrono::microseconds(1), [ended, result] { ended(result); });
  }
  return std::make_unique<Handle>([open] { *open = false; });
}

SubscriptionPtr SimulatedEngine::events(Labels having, std::function<void(Event)> event,
                                        std::function<void(Error)> lost) {
  m_calls.push_back(Call{m_clock.now(), "events", ""});
  const std::uint64_t number = ++m_last;
  const auto stand = [this, number, listener = Listener{std::move(having), event, lost}] {
    if (!m_listeners.count(number)) return;
    m_listeners[number] = listener;
    if (m_vanished) {
      listener.lost(Error{ErrorKind::engine_unreachable, "the event stream broke"});
    } else {
      listener.event(Event{});  // resync
    }
  };
  m_listeners[number] = Listener{{}, [](const Event&) {}, [](const Error&) {}};
  later(drawn(latencies.call), stand);
  const std::weak_ptr<bool> alive = m_alive;
  return std::make_unique<Handle>([this, alive, number] {
    if (!alive.expired()) m_listeners.erase(number);
  });
}

void SimulatedEngine::emit(const Body& body, Event::Kind kind) {
  Event event;
  event.kind = kind;
  event.container = body.seen.id;
  event.labels = body.seen.labels;
  if (kind == Event::Kind::died) event.exit_code = body.seen.exit_code;
  event.health = body.seen.health;
  std::uniform_real_distribution<double> chance(0.0, 1.0);
  if (chance(m_random) < event_faults.drop) return;
  const int copies = chance(m_random) < event_faults.duplicate ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    Duration after = k_wire;
    if (chance(m_random) < event_faults.delay) {
      const double share = chance(m_random) * static_cast<double>(event_faults.late.count());
      after += Duration(static_cast<Duration::rep>(share));
    }
    later(after, [this, event] { deliver(event); });
  }
}

void SimulatedEngine::deliver(const Event& event) {
  const auto listeners = m_listeners;  // a listener may end its subscription while it is told
  for (const auto& [number, listener] : listeners) {
    if (m_listeners.count(number) && carries(event.labels, listener.having)) listener.event(event);
  }
}

}  // namespace caisson::engine::simulated
