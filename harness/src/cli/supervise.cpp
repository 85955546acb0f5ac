#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/lock.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "cli/causes.hpp"
#include "cli/context.hpp"
#include "cli/daily_backups.hpp"
#include "cli/exit_code.hpp"
#include "cli/logger.hpp"
#include "cli/service_environment.hpp"
#include "cli/verbs.hpp"
#include "cli/workbench.hpp"
#include "lease/detach.hpp"
#include "lease/forwarder.hpp"
#include "lease/leases.hpp"
#include "lease/place.hpp"
#include "lease/reception.hpp"
#include "lease/record.hpp"
#include "lease/supervisor.hpp"
#include "model/parse.hpp"
#include "report/failure.hpp"
#include "run/prepare.hpp"
#include "run/secrets.hpp"
#include "run/sweep.hpp"

namespace caisson::cli {
namespace {

constexpr Duration k_grace = std::chrono::seconds(10);
/// Who started it is about to connect.
constexpr Duration k_patience_for_visitors = std::chrono::seconds(5);
constexpr Duration k_patience_for_watchdog = std::chrono::seconds(10);

Result<Duration> grace() {
  const std::string wanted = variable("CAISSON_GRACE");
  if (wanted.empty()) return k_grace;
  const auto parsed = parse_duration(wanted);
  if (parsed) return *parsed;
  return Error{ErrorKind::usage, "`" + wanted + "` is no duration", "CAISSON_GRACE",
               "Give it as `500ms`, `10s` or `2m`."};
}

/// What an environment kept on this machine: its ports and secrets.
void forget_environment(const std::string& name) {
  const auto state = state_directory();
  if (!state) return;
  std::error_code ignored;
  std::filesystem::remove_all(*state + "/" + name, ignored);
  const auto secrets = run::remove_secrets(name);
  if (!secrets) spdlog::warn("{}", to_string(secrets.error()));
}

/// Of environments whose supervisor was killed. We hold the instance's lock: none of them lives.
void forget_environments_of_the_dead(const std::string& instance) {
  const auto state = state_directory();
  if (!state) return;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(*state, problem)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(instance + ".t", 0) == 0) forget_environment(name);
  }
}

/// One instance's supervisor: keeps its persistent containers alive and its tests' environments.
/// It ends when nothing of either is left.
class Attendant {
 public:
  Attendant(Context& context, std::string instance, lease::Place place, Lock lock)
      : m_context(context),
        m_instance(std::move(instance)),
        m_place(std::move(place)),
        m_lock(std::move(lock)) {}

  Result<int> serve() {
    const auto manifest = m_context.manifest();
    if (!manifest) return manifest.error();
    const auto stays_warm = grace();
    if (!stays_warm) return stays_warm.error();
    const auto engine = m_context.engine();
    if (!engine) return engine.error();
    Loop& loop = m_context.loop();

    m_supervisor.emplace(**engine, loop.clock(), m_instance, persistent(*manifest));
    m_forwarder.emplace(**engine, loop, m_instance,
                        [](const std::string& line) { spdlog::info("{}", line); });
    m_leases.emplace(loop, **engine, m_instance, *stays_warm, ephemeral(**engine));
    auto reception =
        lease::Reception::open(loop, m_place.socket, *engine, &*m_leases, conversations());
    if (!reception) return reception.error();
    m_reception = std::move(*reception);
    loop.on_interrupt([this](int signal) {
      spdlog::info("signal {}", signal);
      end();
    });
    m_supervisor->begin();
    m_forwarder->begin();
    clean_up_after_others(**engine);
    m_backups = DailyBackups::make(m_context, [](const auto& line) { spdlog::info("{}", line); });
    spdlog::info("supervising `{}` as process {}", m_instance, ::getpid());
    lease::report_ready();
    loop.run();
    spdlog::info("ending");
    if (m_leases->idle() && m_is_watched) static_cast<void>(remove_file(m_mark));
    return m_code;
  }

 private:
  lease::Supervisor::Callbacks persistent(const std::string& manifest) {
    lease::Supervisor::Callbacks callbacks;
    callbacks.reload = [manifest] { return model::read_stack(manifest); };
    callbacks.environment = service_environment;
    callbacks.idle = [this] {
      m_nothing_persistent = true;
      end_when_idle();
    };
    callbacks.changed = [path = m_place.record](const std::vector<lease::Kept>& kept) {
      const auto written = lease::write_record(path, kept);
      if (!written) spdlog::warn("{}", to_string(written.error()));
    };
    callbacks.lost = [this](const Error& error) {
      spdlog::error("the engine is gone: {}", to_string(error));
      m_code = k_engine_unreachable;
      m_context.loop().stop();
    };
    callbacks.say = [](const std::string& line) { spdlog::info("{}", line); };
    return callbacks;
  }

  lease::Leases::Callbacks ephemeral(engine::Engine& engine) {
    lease::Leases::Callbacks callbacks;
    callbacks.read = [](const std::string& manifest) { return model::read_stack(manifest); };
    callbacks.idle = [this] { end_when_idle(); };
    callbacks.environment.gone = forget_environment;
    callbacks.environment.say = [](const std::string& line) { spdlog::info("{}", line); };
    callbacks.environment.explain = [](const std::vector<run::Failure>& failures) {
      return report::failure_text(causes_of(failures), false);
    };
    callbacks.environment.bench =
        [this, &engine](const plan::Plan& plan, const std::string& name,
                        const std::string& manifest) -> Result<std::unique_ptr<lease::Bench>> {
      const auto watched = begin_watchdog();
      if (!watched) return watched.error();
      const Workbench::Order order{&engine, &m_context.loop(), &plan, name, manifest};
      auto made = Workbench::make(order, Workbench::Purpose::act,
                                  [](const std::string& line) { spdlog::info("{}", line); });
      if (!made) return made.error();
      return std::unique_ptr<lease::Bench>(std::move(*made));
    };
    return callbacks;
  }

  lease::Reception::Callbacks conversations() {
    lease::Reception::Callbacks callbacks;
    callbacks.status = [this] {
      return lease::Reply{lease::k_protocol,   CAISSON_VERSION,     ::getpid(), {},
                          ErrorKind::protocol, m_supervisor->kept()};
    };
    callbacks.busy = [this](bool busy) {
      if (!m_lock) return;  // what is persistent is the newer one's
      m_nothing_persistent = false;
      m_supervisor->set_busy(busy);
    };
    callbacks.stop = [this] {
      spdlog::info("asked to end");
      end();
    };
    callbacks.drain = [this] {
      spdlog::info("a newer supervisor takes over");
      m_supervisor->set_busy(true);
      m_nothing_persistent = true;
      m_lock.reset();
      end_when_idle();
    };
    callbacks.visited = [this] { end_when_idle(); };
    return callbacks;
  }

  /// Tests whose supervisor was killed together with its watchdog.
  void clean_up_after_others(engine::Engine& engine) {
    forget_environments_of_the_dead(m_instance);
    run::sweep(engine, m_context.loop().clock(), run::this_process(), run::is_running,
               [](const Result<run::SweepOutcome>& swept) {
                 if (swept && swept->containers + swept->networks + swept->volumes > 0)
                   spdlog::info("removed {} containers, {} networks and {} volumes of the dead",
                                swept->containers, swept->networks, swept->volumes);
               });
  }

  /// Started before the first environment, because afterwards it may be too late.
  Result<void> begin_watchdog() {
    if (std::exchange(m_is_watched, true)) return {};
    const auto manifest = m_context.manifest();
    if (!manifest) return manifest.error();
    const auto engine = m_context.engine();
    if (!engine) return engine.error();
    m_mark = fmt::format("{}.{}", m_place.lock, ::getpid());
    const auto marked = write_file(m_mark, "");
    if (!marked) return marked;
    return lease::start_detached({"caisson", "watchdog", "--manifest", *manifest, "--instance",
                                  m_instance, "--engine", (*engine)->info().endpoint, "--owner",
                                  plan::to_label(run::this_process()), "--mark", m_mark},
                                 k_patience_for_watchdog);
  }

  void end() {
    m_leases->end([this] { m_context.loop().stop(); });
  }

  /// Looked at again after a moment: a visitor may be on the way.
  void end_when_idle() {
    Loop& loop = m_context.loop();
    if (m_timer) loop.clock().cancel(*std::exchange(m_timer, {}));
    if (!is_idle()) return;
    m_timer = loop.clock().schedule(loop.clock().now() + k_patience_for_visitors, [this] {
      m_timer.reset();
      if (!is_idle()) return;
      spdlog::info("nothing runs any more");
      m_context.loop().stop();
    });
  }

  bool is_idle() const {
    return m_nothing_persistent && m_leases->idle() &&
           (m_reception == nullptr || m_reception->visitors() == 0);
  }

  Context& m_context;
  std::string m_instance;
  lease::Place m_place;
  std::optional<Lock> m_lock;
  std::optional<lease::Supervisor> m_supervisor;
  std::optional<lease::Forwarder> m_forwarder;
  std::optional<lease::Leases> m_leases;
  std::unique_ptr<lease::Reception> m_reception;
  std::unique_ptr<DailyBackups> m_backups;
  std::optional<Clock::TimerId> m_timer;
  bool m_nothing_persistent = false;
  bool m_is_watched = false;
  std::string m_mark;  ///< there as long as the watchdog has reason to worry
  int m_code = k_done;
};

/// The process that `up` and tests leave behind. It holds the instance's supervisor lock for as
/// long as it takes visitors, so that there is never a second one, and a socket without it is known
/// to be dead.
class Supervise final : public Verb {
 public:
  void declare(Arguments&) override {}

  Result<int> run(Context& context) override {
    const auto ended = keep(context);
    if (ended) return ended;
    spdlog::error("{}", to_string(ended.error()));
    lease::report_ready(to_string(ended.error()));
    return ended;
  }

 private:
  static Result<int> keep(Context& context) {
    const auto instance = context.instance();
    if (!instance) return instance.error();
    const auto place = lease::place_of(*instance);
    if (!place) return place.error();
    set_up_file_logger(place->log);
    auto lock = Lock::acquire(place->lock, "supervisor of `" + *instance + "`");
    if (!lock) return lock.error();
    return Attendant(context, *instance, *place, std::move(*lock)).serve();
  }
};

}  // namespace

std::unique_ptr<Verb> make_supervise() {
  return std::make_unique<Supervise>();
}

}  // namespace caisson::cli
