#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>
#include <rapidcheck/detail/Results.h>

#include <cstdlib>
#include <iostream>

#include "run/scenario.hpp"

/// What must hold on every day, good or bad: random graphs on a simulated engine that fails,
/// forgets and repeats itself. A failure prints its scenario and the seed to replay it with
/// (RC_PARAMS).
namespace caisson::run::test {

void showValue(const Scenario& scenario, std::ostream& out) {
  out << "seed " << scenario.seed << ", in flight " << scenario.in_flight << ", keep "
      << scenario.keep << ", leashed " << scenario.leashed << ", image fails "
      << scenario.image_fails << ", fault `" << scenario.faulty_call << "` after "
      << scenario.fault_after_obeying << ", interrupt " << scenario.interrupt_ms.value_or(-1)
      << ", drop " << scenario.drop << ", duplicate " << scenario.duplicate << ", delay "
      << scenario.delay << ", spread " << scenario.spread << ", before "
      << static_cast<int>(scenario.before) << " changed " << scenario.changed;
  for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
    const auto& part = scenario.parts[i];
    out << "\n  " << part_name(i) << (part.one_shot ? " one-shot" : "") << " fate "
        << static_cast<int>(part.fate) << " takes " << part.takes_ms << " after";
    for (const auto& [on, condition] : part.depends)
      out << " " << part_name(on) << ":" << static_cast<int>(condition);
  }
}

namespace {

namespace event = model::event;
using model::Condition;

/// One in `most`. (RapidCheck's ranges begin small; these odds are the same from the first run on.)
bool one_in(int most) {
  return *rc::gen::weightedElement<bool>({{static_cast<std::size_t>(most - 1), false}, {1, true}});
}

std::vector<Scenario::Part> random_parts(bool failures) {
  std::vector<Scenario::Part> parts(*rc::gen::element<std::size_t>(1, 2, 3, 4, 5, 6, 7, 8));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& part = parts[i];
    part.one_shot = one_in(4);
    part.takes_ms = *rc::gen::element(0, 1, 7, 20, 60);
    if (failures && one_in(20))
      part.fate = *rc::gen::element(Scenario::Fate::exits_early, Scenario::Fate::runs_out_of_memory,
                                    Scenario::Fate::never_ready);
    for (std::size_t on = 0; on < i; ++on) {
      if (!one_in(3)) continue;
      const Condition held = parts[on].one_shot ? Condition::completed : Condition::healthy;
      part.depends.emplace_back(on, one_in(4) ? Condition::started : held);
    }
  }
  return parts;
}

Scenario random_scenario() {
  Scenario scenario;
  scenario.seed = *rc::gen::arbitrary<std::uint64_t>();
  scenario.parts = random_parts(true);
  scenario.in_flight = *rc::gen::element<std::size_t>(1, 2, 3, 4, 5);
  scenario.keep = one_in(8);
  scenario.image_fails = one_in(16);
  if (one_in(3)) {
    scenario.faulty_call = *rc::gen::element<std::string>(
        "list_containers", "list_networks", "create_network", "create_container", "start_container",
        "remove_container", "remove_network", "inspect_container", "dial");
    scenario.fault_after_obeying = one_in(2);
  }
  if (one_in(4))
    scenario.interrupt_ms = *rc::gen::element(0, 1, 50, 101, 105, 112, 130, 250, 280, 400, 700);
  scenario.drop = *rc::gen::element(0.0, 0.0, 0.3, 1.0);
  scenario.duplicate = *rc::gen::element(0.0, 0.0, 0.5);
  scenario.delay = *rc::gen::element(0.0, 0.0, 0.5);
  scenario.spread = *rc::gen::element(0.0, 1.0);
  scenario.before = *rc::gen::element(Scenario::Before::nothing, Scenario::Before::nothing,
                                      Scenario::Before::all_current, Scenario::Before::one_outdated,
                                      Scenario::Before::one_dead);
  scenario.changed = *rc::gen::element<std::size_t>(0, 1, 2, 3, 4, 5, 6, 7);
  return scenario;
}

/// Runs the property so often, unless RC_PARAMS says otherwise; a failure shows how to replay it.
template <class Property>
void check(int runs, const char* id, const Property& property) {
  rc::detail::TestMetadata about;
  about.id = id;
  rc::detail::TestParams how = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) how.maxSuccess = runs;
  const auto result = rc::detail::checkTestable(property, about, how);
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  if (!result.template is<rc::detail::SuccessResult>()) {
    FAIL() << said.str() << "\nRC_PARAMS=\"seed=" << how.seed << "\"";
  }
  const auto& success = result.template get<rc::detail::SuccessResult>();
  for (const auto& [tags, count] : success.distribution)
    std::cout << count << " " << (tags.empty() ? "" : tags.front()) << "\n";
}

/// Every start came after an event that made its condition true (or an adopted container did).
void check_start_order(const Scenario& scenario, const Stage& stage) {
  const auto& calls = stage.s.engine.calls();
  const auto holds_before = [&](std::size_t on, Condition condition, std::size_t call) {
    if (condition != Condition::healthy && stage.s.site.completed.count(part_name(on))) return true;
    for (const engine::Container& container : stage.at_start) {
      if (container.name != "shop-1-" + part_name(on)) continue;
      if (condition == Condition::started) return true;
      if (condition == Condition::completed && container.exit_code == 0) return true;
    }
    for (std::size_t e = 0; e < stage.s.events.size() && stage.calls_before[e] <= call; ++e) {
      const model::Event& what = stage.s.events[e].second;
      const auto* ready = std::get_if<event::Ready>(&what);
      const auto* started = std::get_if<event::Started>(&what);
      const auto* exited = std::get_if<event::Exited>(&what);
      if (condition == Condition::healthy && ready && ready->service == part_name(on)) return true;
      if (condition == Condition::started && started && started->service == part_name(on))
        return true;
      if (exited && exited->service == part_name(on) && exited->exit_code == 0 &&
          condition != Condition::healthy)
        return true;
    }
    return false;
  };
  for (std::size_t c = stage.first_call; c < calls.size(); ++c) {
    if (calls[c].name != "start_container") continue;
    for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
      if (calls[c].subject != "shop-1-" + part_name(i)) continue;
      for (const auto& [on, condition] : scenario.parts[i].depends)
        RC_ASSERT(holds_before(on, condition, c));
    }
  }
}

void check_bystanders(const Stage& stage) {
  for (const std::string& id : stage.bystanders) {
    const auto container = stage.s.engine.container(id);
    RC_ASSERT(container.has_value());
    RC_ASSERT(container->phase == engine::Phase::running);
  }
}

/// After a success everything runs or is completed; after anything else nothing is left that this
/// run made (unless it was to be kept).
void check_what_is_left(const Scenario& scenario, const Stage& stage) {
  const Outcome& outcome = *stage.s.outcome;
  std::set<std::string> before;
  for (const engine::Container& container : stage.at_start)
    before.insert(container.id);
  for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
    const auto container = stage.s.engine.container("shop-1-" + part_name(i));
    if (outcome.success) {
      // A leashed one-shot is gone when it has completed.
      const bool gone = scenario.leashed && scenario.parts[i].one_shot && !container;
      if (gone) continue;
      RC_ASSERT(container.has_value());
      const bool completed = container->phase == engine::Phase::exited &&
                             container->exit_code == 0 && scenario.parts[i].one_shot;
      RC_ASSERT((container->phase == engine::Phase::running || completed));
    } else if (!scenario.keep) {
      // Inner brackets: RapidCheck's own `||` would look at the empty optional, too.
      RC_ASSERT((!container || before.count(container->id) > 0));
    }
  }
  if (!outcome.success && !scenario.keep && stage.at_start.empty())
    RC_ASSERT(stage.s.engine.networks().empty());
}

bool was_hit_by_fault(const Scenario& scenario, const Stage& stage) {
  return !scenario.faulty_call.empty() && stage.s.engine.faults.front().times == 0;
}

/// Calls whose failure a run gets over: what is asked again, and what removes.
bool is_survivable(const Scenario& scenario) {
  const std::string& call = scenario.faulty_call;
  // The event that says "started" may arrive where the answer did not.
  if (call == "start_container" && scenario.fault_after_obeying) return true;
  return call == "remove_container" || call == "remove_network" || call == "dial" ||
         call == "inspect_container";
}

void check_verdict(const Scenario& scenario, const Stage& stage) {
  const Outcome& outcome = *stage.s.outcome;
  RC_ASSERT(outcome.interrupted == stage.interrupted);
  RC_ASSERT(!(outcome.success && outcome.interrupted));
  RC_ASSERT((outcome.success || outcome.interrupted || !outcome.failures.empty()));
  if (stage.interrupted) return;
  const bool all_well =
      std::all_of(scenario.parts.begin(), scenario.parts.end(),
                  [](const Scenario::Part& part) { return part.fate == Scenario::Fate::well; });
  const bool fresh = scenario.before == Scenario::Before::nothing;
  const bool hit = was_hit_by_fault(scenario, stage) && !is_survivable(scenario) &&
                   scenario.faulty_call != "list_containers";
  if (all_well && scenario.faulty_call.empty() && !scenario.image_fails) RC_ASSERT(outcome.success);
  if (fresh && (!all_well || scenario.image_fails || hit)) RC_ASSERT(!outcome.success);
}

TEST(Property, HoldsOnEveryDay) {
  check(1000, "HoldsOnEveryDay", [] {
    const Scenario scenario = random_scenario();
    std::ostringstream shown;
    showValue(scenario, shown);
    RC_LOG() << shown.str();
    Stage stage(scenario);
    RC_ASSERT(stage.run());
    check_start_order(scenario, stage);
    check_bystanders(stage);
    check_what_is_left(scenario, stage);
    check_verdict(scenario, stage);
    RC_TAG(stage.interrupted ? "interrupted" : stage.s.outcome->success ? "success" : "failure");
  });
}

/// The same for an ephemeral environment: containers that are held, and vanish when they end.
TEST(Property, HoldsOnEveryDayOfAnEnvironment) {
  check(1000, "HoldsOnEveryDayOfAnEnvironment", [] {
    Scenario scenario = random_scenario();
    scenario.leashed = true;
    if (scenario.before != Scenario::Before::nothing)
      scenario.before = Scenario::Before::all_current;
    if (!scenario.faulty_call.empty() && one_in(4)) scenario.faulty_call = "hold";
    std::ostringstream shown;
    showValue(scenario, shown);
    RC_LOG() << shown.str();
    Stage stage(scenario);
    RC_ASSERT(stage.run());
    check_start_order(scenario, stage);
    check_bystanders(stage);
    check_what_is_left(scenario, stage);
    check_verdict(scenario, stage);
    // The holder dies: nothing that runs is left.
    stage.s.driver.reset();
    stage.s.grips.clear();
    stage.s.clock.run_for(1s);
    for (const engine::Container& container : stage.s.engine.containers())
      RC_ASSERT(
          (stage.bystanders.count(container.id) > 0 || container.phase == engine::Phase::created));
    RC_TAG(stage.interrupted ? "interrupted" : stage.s.outcome->success ? "success" : "failure");
  });
}

TEST(Property, TheSameSeedGivesTheSameCalls) {
  check(150, "TheSameSeedGivesTheSameCalls", [] {
    const Scenario scenario = random_scenario();
    Stage one(scenario);
    Stage other(scenario);
    RC_ASSERT(one.run());
    RC_ASSERT(other.run());
    RC_ASSERT(one.s.engine.calls() == other.s.engine.calls());
  });
}

TEST(Property, NeverMoreStartsAtOnceThanAllowed) {
  check(150, "NeverMoreStartsAtOnceThanAllowed", [] {
    Scenario scenario;
    scenario.seed = *rc::gen::arbitrary<std::uint64_t>();
    scenario.parts = random_parts(false);
    scenario.in_flight = *rc::gen::inRange<std::size_t>(1, 5);
    scenario.spread = 1.0;
    Stage stage(scenario);
    RC_ASSERT(stage.run());
    RC_ASSERT(stage.s.outcome->success);
    RC_ASSERT(stage.s.engine.most_starts_at_once() <= scenario.in_flight);
  });
}

/// The longest chain of starts and waits, from when the first container can be started.
Duration critical_path(const Scenario& scenario, const engine::simulated::Latencies& latencies) {
  std::vector<Duration> running(scenario.parts.size());
  std::vector<Duration> done(scenario.parts.size());
  Duration longest{};
  for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
    Duration begin{};
    for (const auto& [on, condition] : scenario.parts[i].depends)
      begin = std::max(begin, condition == Condition::started ? running[on] : done[on]);
    running[i] = begin + latencies.start * 4 / 5;
    done[i] = running[i] + std::chrono::milliseconds(scenario.parts[i].takes_ms);
    longest = std::max(longest, done[i]);
  }
  const Duration image = 100ms;
  const Duration networks = latencies.call + latencies.create_network;
  return latencies.call + std::max(image, networks) + latencies.create + longest;
}

TEST(Property, TakesNoLongerThanTheCriticalPath) {
  check(150, "TakesNoLongerThanTheCriticalPath", [] {
    Scenario scenario;
    scenario.seed = *rc::gen::arbitrary<std::uint64_t>();
    scenario.parts = random_parts(false);
    scenario.in_flight = 100;
    Stage stage(scenario);
    for (std::size_t i = 0; i < scenario.parts.size(); ++i) {
      auto& service = stage.s.graph[part_name(i)];
      if (!service.healthcheck) continue;
      service.healthcheck->kind = model::HealthCheck::Kind::http;
      service.healthcheck->path = "/";
      stage.s.engine.scripts[part_name(i)].answer = "HTTP/1.1 204 No Content\r\n\r\n";
    }
    const Instant began = stage.s.clock.now();
    RC_ASSERT(stage.run());
    RC_ASSERT(stage.s.outcome->success);
    const Duration took = stage.s.events.back().first - began;
    const Duration path = critical_path(scenario, stage.s.engine.latencies);
    RC_LOG() << "took " << took.count() << " ns, path " << path.count() << " ns";
    RC_ASSERT(took >= path - 1ms);
    RC_ASSERT(took * 100 <= path * 105);
  });
}

}  // namespace
}  // namespace caisson::run::test
