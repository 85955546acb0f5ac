#include "run/prober.hpp"

#include "probe/log.hpp"
#include "probe/outcome.hpp"
#include "run/conversation_prober.hpp"
#include "run/probe_loop.hpp"

namespace caisson::run {
namespace {

constexpr Duration k_exec_deadline = std::chrono::seconds(10);
constexpr Duration k_inspect_deadline = std::chrono::seconds(5);

/// The container runs, and that is all that was asked for.
class NoCheckProber final : public ProbeLoop {
 public:
  using ProbeLoop::ProbeLoop;

 private:
  void attempt() override { succeeded(); }
};

/// A command inside the container that ends with 0.
class ExecProber final : public ProbeLoop {
 public:
  using ProbeLoop::ProbeLoop;

 private:
  void attempt() override {
    const auto done = [this](const Result<engine::ExecResult>& result) {
      if (!result) return failed(Cost::answered, result.error().message);
      judge(probe::judge_exec(*result));
    };
    m_engine.exec(m_container, m_check.command, m_clock.now() + k_exec_deadline,
                  in_this_attempt(done));
  }
};

/// A line of the container's log that matches.
class LogProber final : public ProbeLoop {
 public:
  using ProbeLoop::ProbeLoop;

 private:
  void attempt() override {
    Result<probe::LogMatcher> matcher = probe::LogMatcher::make(m_check.pattern);
    if (!matcher) return failed(Cost::answered, matcher.error().message);
    m_matcher = std::move(*matcher);
    const auto line = [this](const engine::LogLine& written) {
      if (m_matcher->matches(written.text)) succeeded();
    };
    const auto ended = [this](const Result<void>& result) {
      failed(Cost::answered, result ? "no line of the log matches yet" : result.error().message);
    };
    engine::LogOptions options;
    options.follow = true;
    m_log = m_engine.logs(m_container, options, in_this_attempt(line), in_this_attempt(ended));
  }

  std::optional<probe::LogMatcher> m_matcher;
  engine::SubscriptionPtr m_log;
};

/// What the engine makes of the image's own HEALTHCHECK.
class EngineProber final : public ProbeLoop {
 public:
  using ProbeLoop::ProbeLoop;

 private:
  void attempt() override {
    const auto done = [this](const Result<engine::Container>& container) {
      if (!container) return failed(Cost::answered, container.error().message);
      judge(probe::judge_health(container->health));
    };
    m_engine.inspect_container(m_container, m_clock.now() + k_inspect_deadline,
                               in_this_attempt(done));
  }
};

}  // namespace

std::unique_ptr<Prober> make_prober(engine::Engine& engine, Clock& clock,
                                    const model::HealthCheck* check,
                                    const std::map<std::string, std::string>& environment,
                                    std::string container, ProbeCallbacks callbacks) {
  std::unique_ptr<ProbeLoop> prober;
  const model::HealthCheck copy = check ? *check : model::HealthCheck{};
  if (!check) {
    prober = std::make_unique<NoCheckProber>(engine, clock, copy, container, callbacks);
  } else if (check->kind == model::HealthCheck::Kind::exec) {
    prober = std::make_unique<ExecProber>(engine, clock, copy, container, callbacks);
  } else if (check->kind == model::HealthCheck::Kind::log) {
    prober = std::make_unique<LogProber>(engine, clock, copy, container, callbacks);
  } else if (check->kind == model::HealthCheck::Kind::engine) {
    prober = std::make_unique<EngineProber>(engine, clock, copy, container, callbacks);
  } else {
    prober = std::make_unique<ConversationProber>(engine, clock, copy, container, callbacks,
                                                  probe::credentials_of(copy, environment));
  }
  prober->begin_soon();
  return prober;
}

}  // namespace caisson::run
