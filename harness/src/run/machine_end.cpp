#include <algorithm>

#include "run/machine_state.hpp"

namespace caisson::run {
namespace {

/// A shell reports a death by signal n as 128 + n, and so do engines.
constexpr int k_signal_base = 128;

}  // namespace

std::string describe_exit(const model::event::Exited& event) {
  if (event.oom_killed) return "ran out of memory and was killed";
  if (event.exit_code > k_signal_base && event.exit_code <= k_signal_base + 64)
    return "was ended by signal " + std::to_string(event.exit_code - k_signal_base);
  return "exited with code " + std::to_string(event.exit_code);
}

std::string awaited_of(const model::Service& service) {
  if (service.completes) return "completed";
  return service.healthcheck ? "healthy" : "started";
}

void Machine::State::fail(Node& node, std::string awaited, Error error,
                          const model::event::Exited* exit) {
  if (exit) node.allowance.reset();
  if (node.probing) command(command::StopProbe{node.name()});
  node.probing = false;
  node.stage = Stage::failed;
  if (error.place.empty()) error.place = "services." + node.name();
  Failure failure{.service = node.name(), .awaited = std::move(awaited), .error = std::move(error)};
  failure.declared_at = node.service().declared_at;
  if (exit) {
    failure.exit_code = exit->exit_code;
    failure.oom_killed = exit->oom_killed;
  }
  if (!interrupted) failures.push_back(std::move(failure));
  end();
}

void Machine::State::fail(std::string awaited, Error error, std::string declared_at) {
  if (!interrupted) {
    Failure failure{.service = {}, .awaited = std::move(awaited), .error = std::move(error)};
    failure.declared_at = std::move(declared_at);
    failures.push_back(std::move(failure));
  }
  end();
}

/// What could not be removed is said, also after an interrupt.
void Machine::State::cleanup_failed(const std::string& service, const Error& error) {
  failures.push_back(Failure{.service = service, .awaited = "removed", .error = error});
}

/// From here on nothing new is made; what is being made is waited for, then removed.
void Machine::State::end() {
  ending = true;
}

/// The container was made by this run and nobody shall find it half-started.
void Machine::State::discard(Node& node) {
  if (node.probing) command(command::StopProbe{node.name()});
  node.probing = false;
  if (!node.ours || options.keep) return;
  node.stage = Stage::removing;
  command(command::Remove{node.name()});
}

bool Machine::State::in_transit() const {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.stage == Stage::trying || node.stage == Stage::replacing ||
           node.stage == Stage::creating || node.stage == Stage::starting ||
           node.stage == Stage::removing;
  });
}

void Machine::State::wind_up() {
  for (Node& node : nodes) {
    if (node.stage == Stage::created || node.stage == Stage::running ||
        node.stage == Stage::settled || node.stage == Stage::failed)
      discard(node);
  }
  if (in_transit() || networks == Networks::asked || networks == Networks::removing) return;
  const bool networks_made = networks == Networks::ready || networks == Networks::failed;
  if (networks_made && !options.keep) {
    networks = Networks::removing;
    command(command::RemoveNetworks{});
    return;
  }
  finish();
}

void Machine::State::finish() {
  for (Failure& failure : failures)
    failure.held_back = held_back_by(failure);
  outcome = Outcome{.success = failures.empty() && !interrupted && !absences_matter(),
                    .interrupted = interrupted,
                    .failures = std::move(failures),
                    .absences = std::move(absences)};
}

void Machine::State::go_on_without(const std::string& image, const Error& error) {
  const auto nobody = [](const Node&) { return false; };
  for (Node& node : nodes) {
    if (node.stage != Stage::waiting || node.service().image != image) continue;
    node.unavailable = true;
    absences.push_back({node.name(), error, held_back(node.name(), nobody)});
    for (const std::string& name : absences.back().held_back)
      find(name)->held_back = true;
  }
}

bool Machine::State::absences_matter() const {
  if (absences.empty()) return false;
  const bool somebody_is_there = std::any_of(
      nodes.begin(), nodes.end(), [](const Node& node) { return node.stage == Stage::settled; });
  return plan.mode.empty() || !somebody_is_there ||
         std::any_of(absences.begin(), absences.end(),
                     [](const Absence& absence) { return !absence.held_back.empty(); });
}

/// Services that never started and are concerned themselves, or depend, directly or not, on
/// `service` or on one of those. `service` itself is not among them.
std::vector<std::string> Machine::State::held_back(
    const std::string& service, const std::function<bool(const Node&)>& concerned) const {
  std::vector<bool> held(nodes.size(), false);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < nodes.size(); ++i) {  // dependencies come first
    const Node& node = nodes[i];
    const bool waits =
        std::any_of(node.step->after.begin(), node.step->after.end(), [&](const plan::Edge& edge) {
          return held[edge.step] || nodes[edge.step].name() == service;
        });
    held[i] = !node.start_commanded && (waits || concerned(node));
    if (held[i] && node.name() != service) names.push_back(node.name());
  }
  return names;
}

/// A failure of no service concerns those of its image, or everybody.
std::vector<std::string> Machine::State::held_back_by(const Failure& failure) const {
  if (failure.awaited == "removed") return {};
  const auto image = failed_images.find(failure.awaited);
  return held_back(failure.service, [&](const Node& node) {
    return failure.service.empty() &&
           (image == failed_images.end() || node.service().image == image->second);
  });
}

void Machine::State::handle(const model::event::Removed& event, Instant) {
  Node* node = find(event.service);
  if (!node) return;
  if (node->stage == Stage::removing) node->stage = Stage::gone;
  if (node->stage != Stage::replacing) return;
  node->outdated = false;
  node->stage = ending ? Stage::gone : Stage::waiting;
}

void Machine::State::handle(const model::event::NetworksRemoved&, Instant) {
  if (networks == Networks::removing) networks = Networks::removed;
}

void Machine::State::handle(const model::event::CallFailed& event, Instant) {
  Node* node = find(event.service);
  if (!node) {
    if (networks == Networks::removing) {
      networks = Networks::removed;
      cleanup_failed({}, event.error);
    } else if (networks == Networks::asked) {
      networks = Networks::failed;
      fail("networks", event.error);
    }
    return;
  }
  if (node->stage == Stage::removing) {
    node->stage = Stage::gone;
    cleanup_failed(event.service, event.error);
  } else if (node->stage == Stage::trying) {
    fail(*node, "created", event.error);
  } else if (node->stage == Stage::replacing) {
    fail(*node, "replaced", event.error);
  } else if (node->stage == Stage::creating) {
    // An answer that was lost may have left a container; a name held by somebody else has not.
    node->ours = event.error.kind != ErrorKind::conflict;
    fail(*node, "created", event.error);
  } else if (node->stage == Stage::starting) {
    --starts_in_flight;
    fail(*node, "started", event.error);
  }
}

void Machine::State::handle(const model::event::Interrupted&, Instant) {
  interrupted = true;
  end();
}

void Machine::State::handle(const model::event::EngineLost& event, Instant) {
  failures.push_back(Failure{.service = {}, .awaited = "engine", .error = event.error});
  finish();
}

}  // namespace caisson::run
