#include "cli/teller.hpp"

namespace caisson::cli {
namespace {

constexpr Duration k_tick = std::chrono::milliseconds(100);

bool goes_live(report::ProgressKind kind, const Terminal& terminal) {
  return kind == report::ProgressKind::tty ||
         (kind == report::ProgressKind::automatic && terminal.is_tty());
}

}  // namespace

Teller::Teller(Context& context, report::ProgressKind kind, const plan::Plan& plan)
    : m_context(context),
      m_began(context.loop().clock().now()),
      m_live(goes_live(kind, context.err())) {
  Terminal& terminal = kind == report::ProgressKind::json ? context.out() : context.err();
  m_progress = report::make_progress(kind, terminal, plan, wants_colour(terminal));
  if (m_live) tick();
}

Teller::~Teller() {
  m_context.loop().clock().cancel(m_timer);
}

void Teller::tick() {
  // A run that has nothing to do is over before the first picture.
  if (elapsed() >= k_tick) m_progress->tick(elapsed());
  m_timer = m_context.loop().clock().schedule(m_context.in(k_tick), [this] { tick(); });
}

Duration Teller::elapsed() const {
  return m_context.loop().clock().now() - m_began;
}

void Teller::observe(const model::Event& event, Instant at) {
  // What only looks at what is there is no work.
  const bool looks = std::holds_alternative<model::event::Ready>(event) ||
                     std::holds_alternative<model::event::Exited>(event) ||
                     std::holds_alternative<model::event::TimerFired>(event) ||
                     std::holds_alternative<model::event::ImageReady>(event);
  m_busy = m_busy || !looks;
  m_start.observe(event, at - m_began);
  m_progress->observe(event, at - m_began);
  if (const auto* ready = std::get_if<model::event::Ready>(&event)) tell_opened(ready->service, at);
}

void Teller::tell_urls(const plan::Plan& plan, const run::HostPorts& ports) {
  m_urls.emplace(plan, ports);
}

/// Not of what was there before this run, and through an edge that was.
void Teller::tell_opened(const std::string& service, Instant at) {
  if (!m_urls) return;
  const bool started_here = m_start.services[service].started.has_value();
  for (const auto& opened : m_urls->ready(service)) {
    if (started_here) m_progress->reachable(opened.service, opened.urls, at - m_began);
  }
}

void Teller::note(const std::string& line) {
  m_progress->note(line, elapsed());
}

void Teller::finish() {
  m_context.loop().clock().cancel(m_timer);
  if (m_busy) m_progress->finish(elapsed());
}

void Teller::learn(ReadyTimes& times) const {
  for (const auto& [name, service] : m_start.services) {
    const auto taken = service.took();
    if (!taken) continue;
    ReadyTime& time = times[name];
    if (!service.container.empty()) time.container = service.container;
    time.milliseconds = std::chrono::duration<double, std::milli>(*taken).count();
  }
}

}  // namespace caisson::cli
