#include "run/machine.hpp"

#include <algorithm>
#include <utility>

#include "model/deadline.hpp"
#include "model/program.hpp"
#include "run/machine_state.hpp"

namespace caisson::run {

Machine::State::State(const plan::Plan& the_plan, const FoundMap& the_found, Options the_options)
    : plan(the_plan), found(the_found), options(the_options) {
  options.in_flight = std::max<std::size_t>(options.in_flight, 1);
  for (const plan::Step& step : plan.steps) {
    index[step.service->name] = nodes.size();
    by_path.push_back(nodes.size());
    nodes.push_back(Node{.step = &step});
    debugging = debugging || step.service->debugging;
  }
  std::stable_sort(by_path.begin(), by_path.end(), [&](std::size_t a, std::size_t b) {
    return nodes[a].step->longest_path > nodes[b].step->longest_path;
  });
}

Node* Machine::State::find(const std::string& service) {
  const auto at = index.find(service);
  return at == index.end() ? nullptr : &nodes[at->second];
}

/// Whether something this service depends on, directly or not, is made anew by this run. What a
/// one-shot did then is lost with the old container. Dependencies stand before it in the plan.
bool Machine::State::rests_on_new_ground(const Node& node) const {
  return std::any_of(node.step->after.begin(), node.step->after.end(),
                     [&](const plan::Edge& edge) { return nodes[edge.step].anew; });
}

/// Takes over what the engine already has of the service, or marks it for replacement.
void Machine::State::adopt(Node& node, Instant now) {
  const auto at = found.find(node.name());
  if (at == found.end()) return;
  const Found& have = at->second;
  const bool completed =
      node.service().completes && have.exit_code == 0 && !have.running && !have.expired;
  if (have.current && have.running) {
    node.stage = Stage::running;
    node.started = node.start_commanded = true;
    node.allowance.emplace(model::time_to_ready(node.service()), now);
    node.probing = !node.service().completes;
    if (node.probing) command(command::Probe{node.name()});
  } else if (have.current && completed && !rests_on_new_ground(node)) {
    node.stage = Stage::settled;
    node.started = node.start_commanded = node.completed = true;
  } else {
    node.outdated = true;
  }
}

void Machine::State::begin(Instant now) {
  for (Node& node : nodes) {
    adopt(node, now);
    node.anew = node.stage == Stage::waiting || rests_on_new_ground(node);
  }
  ask_for_images();
  advance(now);
}

/// What a long chain waits for first.
void Machine::State::ask_for_images() {
  std::vector<command::EnsureImage> wanted;
  for (const std::size_t i : by_path) {
    if (nodes[i].stage != Stage::waiting) continue;
    const std::string& image = nodes[i].service().image;
    const std::size_t chain = nodes[i].step->chain;
    const auto known = std::find_if(wanted.begin(), wanted.end(),
                                    [&](const auto& other) { return other.image == image; });
    if (known == wanted.end()) {
      wanted.push_back({image, chain});
    } else {
      known->chain = std::max(known->chain, chain);
    }
  }
  if (wanted.empty()) return;
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const auto& a, const auto& b) { return a.chain > b.chain; });
  command(command::EnsureNetworks{});
  networks = Networks::asked;
  for (command::EnsureImage& image : wanted)
    command(std::move(image));
}

void Machine::State::advance(Instant) {
  if (outcome) return;
  if (ending) {
    wind_up();
    return;
  }
  create_what_can_be();
  start_what_can_be();
  const bool all_at_rest = std::all_of(nodes.begin(), nodes.end(),
                                       [this](const Node& node) { return is_at_rest(node); });
  if (all_at_rest) {
    finish();
  } else {
    command_wake();
  }
}

bool Machine::State::is_at_rest(const Node& node) const {
  if (node.stage == Stage::settled) return true;
  return node.stays_away() && (node.stage == Stage::waiting || node.stage == Stage::created) &&
         networks != Networks::asked;
}

/// A container is there, and what is to take its place has a program that its image may not fit.
bool Machine::State::is_to_be_tried(const Node& node) const {
  return node.outdated && !node.tried && !node.stays_away() &&
         !model::programs_of(node.service()).empty();
}

/// Nobody is replaced before all programs have been tried, so that a refusal comes before anything
/// is touched.
void Machine::State::create_what_can_be() {
  if (networks != Networks::ready) return;
  const bool may_replace = std::none_of(nodes.begin(), nodes.end(),
                                        [this](const Node& node) { return is_to_be_tried(node); });
  for (const std::size_t i : by_path) {
    Node& node = nodes[i];
    if (node.stays_away()) continue;
    if (node.stage != Stage::waiting || !images_ready.count(node.service().image)) continue;
    if (is_to_be_tried(node)) {
      node.stage = Stage::trying;
      command(command::TryPrograms{node.name()});
    } else if (!node.outdated) {
      node.stage = Stage::creating;
      command(command::Create{node.name()});
    } else if (may_replace) {
      node.stage = Stage::replacing;
      command(command::Remove{node.name()});
    }
  }
}

bool Machine::State::conditions_hold(const Node& node) const {
  return std::all_of(node.step->after.begin(), node.step->after.end(), [&](const plan::Edge& edge) {
    const Node& dependency = nodes[edge.step];
    switch (edge.condition) {
      case model::Condition::healthy:
        return dependency.ready;
      case model::Condition::started:
        return dependency.started;
      case model::Condition::completed:
        return dependency.completed;
    }
    return false;
  });
}

void Machine::State::start_what_can_be() {
  // A container that is being replaced may still hold the address or port that another has now.
  const bool replacing = std::any_of(
      nodes.begin(), nodes.end(), [](const Node& node) { return node.stage == Stage::replacing; });
  if (replacing) return;
  for (const std::size_t i : by_path) {
    if (starts_in_flight >= options.in_flight) return;
    Node& node = nodes[i];
    if (node.stage != Stage::created || !conditions_hold(node)) continue;
    node.stage = Stage::starting;
    node.start_commanded = true;
    ++starts_in_flight;
    command(command::Start{node.name()});
  }
}

/// When something may have to be done about its deadline; never while an answer is awaited.
std::optional<Instant> Machine::State::next_look(const Node& node) const {
  if (node.stage != Stage::running || !node.allowance || node.asking) return std::nullopt;
  const bool may_be_halted = debugging && !debugged_below(node).empty();
  return may_be_halted ? node.allowance->next_look() : node.allowance->ends();
}

void Machine::State::command_wake() {
  std::optional<Instant> earliest;
  for (const Node& node : nodes) {
    const auto look = next_look(node);
    if (look && (!earliest || *look < *earliest)) earliest = look;
  }
  if (!earliest || earliest == wake) return;
  wake = earliest;
  command(command::WakeAt{*earliest});
}

void Machine::State::handle(const model::event::ImageReady& event, Instant) {
  images_ready.insert(event.image);
}

void Machine::State::handle(const model::event::ImageFailed& event, Instant) {
  if (event.unavailable && options.without_unavailable && !ending)
    return go_on_without(event.image, event.error);
  const std::string awaited = "image `" + event.image + "`";
  if (interrupted || !failed_images.try_emplace(awaited, event.image).second) return;
  const auto at = plan.stack->images.find(event.image);
  fail(awaited, event.error, at == plan.stack->images.end() ? "" : at->second.declared_at);
}

void Machine::State::handle(const model::event::NetworksReady&, Instant) {
  if (networks == Networks::asked) networks = Networks::ready;
}

void Machine::State::handle(const model::event::ProgramsFit& event, Instant) {
  Node* node = find(event.service);
  if (!node || node->stage != Stage::trying) return;
  node->stage = Stage::waiting;
  node->tried = true;
}

void Machine::State::handle(const model::event::Created& event, Instant) {
  Node* node = find(event.service);
  if (!node || node->stage != Stage::creating) return;
  node->stage = Stage::created;
  node->ours = true;
}

void Machine::State::handle(const model::event::Started& event, Instant now) {
  Node* node = find(event.service);
  if (!node || node->stage != Stage::starting) return;
  --starts_in_flight;
  node->stage = Stage::running;
  node->started = true;
  node->allowance.emplace(model::time_to_ready(node->service()), now);
  node->probing = !node->service().completes && !ending;
  if (node->probing) command(command::Probe{node->name()});
}

void Machine::State::handle(const model::event::Ready& event, Instant) {
  Node* node = find(event.service);
  if (!node || node->stage != Stage::running || !node->probing) return;
  node->stage = Stage::settled;
  node->ready = true;
  node->probing = false;
}

void Machine::State::handle(const model::event::NotReady& event, Instant) {
  if (Node* node = find(event.service)) node->last_reason = event.reason;
}

void Machine::State::handle(const model::event::Exited& event, Instant) {
  Node* node = find(event.service);
  if (!node || node->completed) return;
  if (node->stage != Stage::starting && node->stage != Stage::running &&
      node->stage != Stage::settled)
    return;
  if (node->stage == Stage::starting) --starts_in_flight;
  if (node->service().completes && event.exit_code == 0) {
    node->stage = Stage::settled;
    node->started = node->completed = true;
    return;
  }
  Error error{ErrorKind::service_failed, describe_exit(event)};
  fail(*node, awaited_of(node->service()), std::move(error), &event);
}

void Machine::State::handle(const model::event::TimerFired&, Instant now) {
  wake.reset();
  for (Node& node : nodes) {
    const auto look = next_look(node);
    if (!look || *look > now) continue;
    std::vector<std::string> debugged = debugged_below(node);
    if (debugged.empty()) {
      overdue(node);
      continue;
    }
    node.asking = true;
    command(command::AskWhetherHalted{node.name(), std::move(debugged)});
  }
}

/// The service itself and those it depends on, directly or not, that run under a debugger.
std::vector<std::string> Machine::State::debugged_below(const Node& node) const {
  std::vector<std::string> names;
  std::vector<const Node*> next{&node};
  std::set<const Node*> seen{&node};
  while (!next.empty()) {
    const Node& one = *next.back();
    next.pop_back();
    if (one.service().debugging && one.started) names.push_back(one.name());
    for (const plan::Edge& edge : one.step->after) {
      if (seen.insert(&nodes[edge.step]).second) next.push_back(&nodes[edge.step]);
    }
  }
  return names;
}

/// While somebody looks at it in a debugger, its time does not run.
void Machine::State::handle(const model::event::Halted& event, Instant now) {
  Node* node = find(event.service);
  if (!node || !std::exchange(node->asking, false) || node->stage != Stage::running) return;
  node->allowance->looked(event.halted, now);
  if (node->allowance->ends() <= now) overdue(*node);
}

void Machine::State::overdue(Node& node) {
  std::string message = "not " + awaited_of(node.service()) + " in time";
  if (!node.last_reason.empty()) message += "; its last answer: " + node.last_reason;
  Error error{ErrorKind::timed_out, std::move(message), {}, "raise WITHIN if it needs longer"};
  fail(node, awaited_of(node.service()), std::move(error));
}

Machine::Machine(const plan::Plan& plan, const FoundMap& found, Options options)
    : m_state(std::make_unique<State>(plan, found, options)) {}

Machine::~Machine() = default;

std::vector<Command> Machine::begin(Instant now) {
  m_state->begin(now);
  return std::exchange(m_state->commands, {});
}

std::vector<Command> Machine::step(const model::Event& event, Instant now) {
  if (m_state->outcome) return {};
  std::visit([&](const auto& what) { m_state->handle(what, now); }, event);
  m_state->advance(now);
  return std::exchange(m_state->commands, {});
}

const std::optional<Outcome>& Machine::outcome() const {
  return m_state->outcome;
}

const std::vector<Failure>& Machine::failures() const {
  return m_state->outcome ? m_state->outcome->failures : m_state->failures;
}

model::ServiceState Machine::state(const std::string& service) const {
  const Node* node = m_state->find(service);
  if (!node) return model::ServiceState::absent;
  if (node->unavailable) return model::ServiceState::unavailable;
  switch (node->stage) {
    case Stage::created:
      return model::ServiceState::created;
    case Stage::starting:
    case Stage::running:
      return model::ServiceState::starting;
    case Stage::settled:
      return node->completed ? model::ServiceState::completed : model::ServiceState::healthy;
    case Stage::failed:
      return node->allowance ? model::ServiceState::unhealthy : model::ServiceState::exited;
    case Stage::waiting:
    case Stage::trying:
    case Stage::replacing:
    case Stage::creating:
    case Stage::removing:
    case Stage::gone:
      break;
  }
  return model::ServiceState::absent;
}

}  // namespace caisson::run
