#include "run/driver.hpp"

#include <utility>

#include "run/driver_impl.hpp"
#include "run/labels.hpp"
#include "run/observe.hpp"
#include "run/path_conflict.hpp"

namespace caisson::run {
namespace {

constexpr Duration k_list_deadline = std::chrono::seconds(10);

engine::Labels network_labels(const plan::Plan& plan, const Site& site) {
  engine::Labels labels{
      {label::k_stack, plan.stack->name}, {label::k_instance, site.instance},
      {label::k_session, site.session},   {label::k_owner, site.owner},
      {label::k_manifest, site.manifest}, {label::k_declared_at, plan.stack->declared_at}};
  if (!site.environment.empty()) labels[label::k_environment] = site.environment;
  return labels;
}

}  // namespace

Driver::Impl::Impl(Surroundings surroundings, const plan::Plan& plan, Site site, Options options,
                   Observer observer)
    : m_engine(surroundings.engine),
      m_clock(surroundings.clock),
      m_ports(surroundings.ports),
      m_images(surroundings.images),
      m_fingerprint(std::move(surroundings.fingerprint)),
      m_hold(std::move(surroundings.hold)),
      m_last_lines(std::move(surroundings.last_lines)),
      m_plan(plan),
      m_site(std::move(site)),
      m_options(options),
      m_observer(std::move(observer)),
      m_watch(m_engine, m_clock, m_site.instance,
              {.exited =
                   [this](const std::string& name, int exit_code, bool oom_killed) {
                     feed(model::event::Exited{name, exit_code, oom_killed});
                   },
               .changed =
                   [this](const std::string& name, engine::Event::Kind what) {
                     if (what == engine::Event::Kind::started) started(name);
                     const auto prober = m_probers.find(name);
                     if (prober != m_probers.end()) prober->second->nudge();
                   },
               .lost = [this](Error error) { feed(model::event::EngineLost{std::move(error)}); }}),
      m_networks(m_engine, m_clock, m_site.instance, network_labels(m_plan, m_site),
                 m_site.routed_subnets, plan::prefix_for(m_plan.stack->services.size())) {}

Driver::Impl::~Impl() {
  if (m_wake) m_clock.cancel(*m_wake);
}

void Driver::Impl::up(std::function<void(Outcome)> done) {
  m_done = std::move(done);
  list([this](const std::vector<engine::Container>& containers) {
    wake(paused_among(containers), [this, containers](bool any) {
      if (!any) return begin(containers);
      list([this](const std::vector<engine::Container>& now) { begin(now); });
    });
  });
}

void Driver::Impl::list(std::function<void(const std::vector<engine::Container>&)> then) {
  const auto listed = [this, then](const Result<std::vector<engine::Container>>& containers) {
    if (!containers) return fail_before_start(containers.error());
    const auto conflict = path_conflict(m_plan, m_site, *containers);
    if (conflict) return fail_before_start(*conflict);
    then(*containers);
  };
  // Who writes to host paths must also see the other instances; an empty value stands for any.
  const bool all_instances = has_persistent_paths(m_plan, m_site);
  m_engine.list_containers({{label::k_instance, all_instances ? "" : m_site.instance}},
                           in(k_list_deadline), guarded(listed));
}

/// Services of the plan that a command which was killed has left paused.
std::vector<std::string> Driver::Impl::paused_among(
    const std::vector<engine::Container>& containers) const {
  std::vector<std::string> paused;
  const auto ours = containers_of(m_site.instance, containers);
  for (const plan::Step& step : m_plan.steps) {
    const auto container = ours.find(step.service->name);
    if (container != ours.end() && container->second.phase == engine::Phase::paused)
      paused.push_back(container->second.id);
  }
  return paused;
}

/// One after the other; then whether there was any.
void Driver::Impl::wake(std::vector<std::string> paused, std::function<void(bool)> then, bool any) {
  if (paused.empty()) return then(any);
  const std::string next = std::move(paused.back());
  paused.pop_back();
  const auto woken = [this, paused = std::move(paused), then](const Result<void>& result) {
    if (!result) return fail_before_start(result.error());
    wake(paused, then, true);
  };
  m_engine.unpause_container(next, in(k_list_deadline), guarded(woken));
}

void Driver::Impl::begin(const std::vector<engine::Container>& listed) {
  if (m_interrupted) return end_with(Outcome{.success = false, .interrupted = true});
  const auto containers = containers_of(m_site.instance, listed);
  const FoundMap found = found_among(containers);
  for (const auto& [name, have] : found) {
    if (have.container.empty()) continue;  // known to have completed, and gone
    m_containers[name] = have.container;
    m_found_images[name] = containers.at(name).image;
    if (have.current && have.running) m_watch.follow(name, have.container);
  }
  m_machine.emplace(m_plan, found, m_options);
  m_draining = true;
  execute(m_machine->begin(m_clock.now()));
  m_draining = false;
  drain();
}

void Driver::Impl::look(engine::Completion<FoundMap> done) {
  const auto listed = [this, done](const Result<std::vector<engine::Container>>& containers) {
    if (!containers) return done(containers.error());
    done(found_among(containers_of(m_site.instance, *containers)));
  };
  m_engine.list_containers({{label::k_instance, m_site.instance}}, in(k_list_deadline),
                           guarded(listed));
}

FoundMap Driver::Impl::found_among(const std::map<std::string, engine::Container>& containers) {
  const auto hash = [this](const model::Service& service, const engine::Container& container) {
    return hash_of(service, container);
  };
  FoundMap found = observe(m_plan, containers, m_site.time, hash);
  for (auto& [name, have] : found)
    have.current = have.current || m_options.leave.contains(name);
  for (const plan::Step& step : m_plan.steps) {
    const std::string& name = step.service->name;
    if (!step.service->completes || !m_site.completed.count(name)) continue;
    // An engine may still list it: as running, or on its way out without an exit code.
    found[name] = Found{.container = {}, .running = false, .current = true, .exit_code = 0};
  }
  return found;
}

/// The hash a container of this service would get now, on the subnets it is on already.
std::string Driver::Impl::hash_of(const model::Service& service,
                                  const engine::Container& container) {
  const auto source = container.labels.find(label::k_image_source);
  const bool from_registry = source != container.labels.end() && source->second == "registry";
  const auto have = from_registry ? model::ImageSource::registry : model::ImageSource::recipe;
  if (m_site.forced_source && *m_site.forced_source != have) return {};
  SpecInput input = spec_input();
  input.subnets = subnets_of(container);
  input.ports = m_ports.known(service);
  input.fingerprint = fingerprint(service.image);
  return container_spec(service, input).labels.at(label::k_hash);
}

void Driver::Impl::feed(model::Event event) {
  if (m_over) return;
  m_events.push_back(std::move(event));
  drain();
}

/// One event at a time, however deep the call that brought the next one.
void Driver::Impl::drain() {
  if (m_draining || m_over || !m_machine) return;
  const auto self = shared_from_this();  // the observer may drop the driver
  m_draining = true;
  while (!m_events.empty() && !m_machine->outcome()) {
    const model::Event event = std::move(m_events.front());
    m_events.pop_front();
    const Instant now = m_clock.now();
    const std::vector<Command> commands = m_machine->step(event, now);
    if (m_observer) m_observer(event, now);
    execute(commands);
  }
  m_draining = false;
  if (m_machine->outcome()) finish();
}

void Driver::Impl::execute(const std::vector<Command>& commands) {
  for (const Command& command : commands)
    std::visit([this](const auto& what) { perform(what); }, command);
}

bool Driver::Impl::interrupt() {
  if (m_over) return false;
  m_interrupted = true;
  if (m_machine) feed(model::event::Interrupted{});
  return true;
}

void Driver::Impl::exited(const std::string& container, int exit_code) {
  if (!m_over) m_watch.ended(container, exit_code);
}

model::ServiceState Driver::Impl::state(const std::string& service) const {
  return m_machine ? m_machine->state(service) : model::ServiceState::absent;
}

void Driver::Impl::fail_before_start(Error error) {
  Failure failure{.service = {}, .awaited = "engine", .error = std::move(error)};
  Outcome outcome{.success = false, .interrupted = m_interrupted};
  outcome.failures.push_back(std::move(failure));
  end_with(std::move(outcome));
}

void Driver::Impl::finish() {
  m_over = true;
  if (m_wake) m_clock.cancel(*std::exchange(m_wake, {}));
  if (!m_images_under_way.empty()) m_images.cancel();
  for (const plan::Step& step : m_plan.steps)
    retire_prober(step.service->name);
  for (const plan::Step& step : m_plan.steps)
    m_watch.forget(step.service->name);
  add_missing_tails(std::make_shared<Outcome>(*m_machine->outcome()), 0);
}

/// What was kept, or was there before, has not been asked for its last words yet.
void Driver::Impl::add_missing_tails(std::shared_ptr<Outcome> outcome, std::size_t from) {
  for (std::size_t i = from; i < outcome->failures.size(); ++i) {
    Failure& failure = outcome->failures[i];
    const auto known = m_tails.find(failure.service);
    const auto container = m_containers.find(failure.service);
    if (known != m_tails.end()) {
      failure.log_tail = known->second;
    } else if (container != m_containers.end()) {
      const auto add = [weak = weak_from_this(), outcome, i](std::vector<std::string> lines) {
        outcome->failures[i].log_tail = std::move(lines);
        if (const auto self = weak.lock()) self->add_missing_tails(outcome, i + 1);
      };
      return last_lines_of(container->second, add);
    }
  }
  end_with(std::move(*outcome));
}

void Driver::Impl::end_with(Outcome outcome) {
  m_over = true;
  const auto tell = [weak = weak_from_this(), outcome = std::move(outcome)] {
    const auto self = weak.lock();
    if (!self) return;
    const auto done = std::exchange(self->m_done, {});
    done(outcome);
  };
  m_clock.schedule(m_clock.now(), tell);
}

Driver::Driver(Surroundings surroundings, const plan::Plan& plan, Site site, Options options,
               Observer observer)
    : m_impl(std::make_shared<Impl>(std::move(surroundings), plan, std::move(site), options,
                                    std::move(observer))) {}

Driver::~Driver() = default;

void Driver::up(std::function<void(Outcome)> done) {
  m_impl->up(std::move(done));
}

void Driver::look(engine::Completion<FoundMap> done) {
  m_impl->look(std::move(done));
}

bool Driver::interrupt() {
  return m_impl->interrupt();
}

void Driver::exited(const std::string& container, int exit_code) {
  m_impl->exited(container, exit_code);
}

model::ServiceState Driver::state(const std::string& service) const {
  return m_impl->state(service);
}

}  // namespace caisson::run
