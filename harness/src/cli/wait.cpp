#include <fmt/format.h>

#include <memory>

#include "base/text.hpp"
#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/service_environment.hpp"
#include "cli/survey.hpp"
#include "cli/verbs.hpp"
#include "report/failure.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"
#include "run/prober.hpp"

namespace caisson::cli {
namespace {

/// Waits for one container: its end comes from the engine's events, its readiness from a prober.
class Waiting {
 public:
  Waiting(Context& context, engine::Engine& engine, const model::Service& service,
          std::string instance, std::string container, bool for_completion)
      : m_context(context),
        m_engine(engine),
        m_service(service),
        m_instance(std::move(instance)),
        m_container(std::move(container)),
        m_for_completion(for_completion) {}

  Result<void> run(Duration timeout) {
    return await<void>(m_context.loop(), [this, timeout](engine::Completion<void> done) {
      m_done = std::move(done);
      m_context.loop().on_interrupt([this](int) {
        end(Error{ErrorKind::interrupted, "interrupted"});
      });
      m_context.loop().clock().schedule(m_context.in(timeout), [this, timeout] {
        end(Error{ErrorKind::timed_out,
                  fmt::format("`{}` was not {} within {}{}", m_service.name, wanted(),
                              format_duration(timeout), m_reason.empty() ? "" : ": " + m_reason)});
      });
      m_events = m_engine.events(
          {{run::label::k_instance, m_instance}}, [this](const engine::Event&) { look(); },
          [this](const Error& error) { end(error); });
    });
  }

 private:
  const char* wanted() const { return m_for_completion ? "completed" : "healthy"; }

  void look() {
    m_engine.inspect_container(m_container, m_context.in(k_call_limit),
                               [this](Result<engine::Container> found) { judge(found); });
  }

  void judge(const Result<engine::Container>& found) {
    if (!found) return end(found.error());
    const bool ended = found->phase == engine::Phase::exited;
    if (ended && m_for_completion && found->exit_code == 0) return end(Result<void>());
    if (ended) {
      return end(
          Error{ErrorKind::service_failed,
                fmt::format("`{}` {}", m_service.name,
                            report::exit_text(found->exit_code.value_or(0), found->oom_killed)),
                m_service.declared_at});
    }
    if (m_for_completion || m_prober || found->phase != engine::Phase::running) return;
    run::ProbeCallbacks callbacks;
    callbacks.ready = [this] { end(Result<void>()); };
    callbacks.not_ready = [this](std::string reason) { m_reason = std::move(reason); };
    m_prober = run::make_prober(m_engine, m_context.loop().clock(),
                                m_service.healthcheck ? &*m_service.healthcheck : nullptr,
                                service_environment(m_service), m_container, std::move(callbacks));
  }

  void end(const Result<void>& result) {
    if (!m_done) return;
    m_context.loop().post([done = std::exchange(m_done, nullptr), result] { done(result); });
  }

  Context& m_context;
  engine::Engine& m_engine;
  const model::Service& m_service;
  std::string m_instance;
  std::string m_container;
  bool m_for_completion;
  std::string m_reason;
  engine::Completion<void> m_done;
  std::unique_ptr<run::Prober> m_prober;
  engine::SubscriptionPtr m_events;
};

class Wait final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("service", m_service, "service to wait for");
    arguments.choice("--for", m_condition, {"healthy", "completed"},
                     "what to wait for; by default what the service is made for");
    arguments.option("--timeout", m_timeout, "how long, like 500ms, 30s or 2m");
  }

  Result<int> run(Context& context) override {
    const auto timeout = parse_duration(m_timeout);
    if (!timeout) {
      return Error{ErrorKind::usage, "`" + m_timeout + "` is no duration", "--timeout",
                   "Write it like `500ms`, `30s` or `2m`."};
    }
    const auto service = context.service(m_service);
    if (!service) return service.error();
    if (m_condition.empty()) m_condition = (*service)->completes ? "completed" : "healthy";
    if (m_condition == "completed" && !(*service)->completes) {
      return Error{ErrorKind::usage, "`" + m_service + "` is no one-shot", (*service)->declared_at,
                   "Wait for `healthy`, or declare it with COMPLETES."};
    }
    const auto container = container_of(context, m_service);
    if (!container) return container.error();
    const auto instance = context.instance();
    const auto engine = context.engine();
    const model::Service waited = run::as_found(**context.stack(), **service, *container);
    Waiting waiting(context, **engine, waited, *instance, container->id,
                    m_condition == "completed");
    const auto ended = waiting.run(*timeout);
    if (!ended) return ended.error();
    return k_done;
  }

 private:
  std::string m_service;
  std::string m_condition;
  std::string m_timeout = "60s";
};

}  // namespace

std::unique_ptr<Verb> make_wait() {
  return std::make_unique<Wait>();
}

}  // namespace caisson::cli
