#include "cli/reactor.hpp"

#include <spdlog/spdlog.h>

#include <map>

#include "cli/await.hpp"
#include "cli/bring_up.hpp"
#include "cli/causes.hpp"
#include "cli/pinned_images.hpp"
#include "cli/supervision.hpp"
#include "report/failure.hpp"
#include "run/labels.hpp"
#include "run/tear_down.hpp"

namespace caisson::cli {
namespace {

using Action = model::Watch::Action;

/// A picture that is redrawn would be drawn for every edit: a line a change says as much.
report::ProgressKind progress_of(const Context& context) {
  const auto kind = report::parse_progress(context.options().progress);
  if (!kind) return report::ProgressKind::plain;
  const bool live = *kind == report::ProgressKind::automatic || *kind == report::ProgressKind::tty;
  return live ? report::ProgressKind::plain : *kind;
}

/// Image → its services that are to be rebuilt.
std::map<std::string, std::vector<std::string>> images_of(const plan::Plan& plan,
                                                          const watch::Reaction& reaction) {
  std::map<std::string, std::vector<std::string>> images;
  for (const auto& [service, action] : reaction.services) {
    if (action == Action::rebuild)
      images[plan.stack->services.at(service).image].push_back(service);
  }
  return images;
}

}  // namespace

Reactor::Reactor(Context& context, const plan::Plan& plan, Fingerprints& fingerprints,
                 report::Edits& edits)
    : m_context(context), m_plan(plan), m_fingerprints(fingerprints), m_edits(edits) {}

void Reactor::tell(const watch::Reaction& reaction) {
  m_edits.changed(reaction.paths);
  for (const auto& [service, action] : reaction.services) {
    const auto because = reaction.because.find(service);
    m_edits.acting(service, action,
                   because == reaction.because.end() ? std::string() : because->second);
  }
}

Result<Reactor::End> Reactor::react(const watch::Reaction& reaction) {
  const Instant began = m_context.loop().clock().now();
  note_interrupts();
  if (reaction.nothing_to_restart()) {
    tell(reaction);
    return End::done;
  }
  const auto instance = m_context.instance();
  if (!instance) return instance.error();
  const auto held = hold_instance(*instance, "up --watch");
  if (!held && held.error().kind == ErrorKind::conflict) return End::postponed;
  if (!held) return held.error();
  tell(reaction);
  Teller teller(m_context, progress_of(m_context), m_plan);
  auto bench = Workbench::make(m_context, m_plan, Workbench::Purpose::act,
                               [&teller](const std::string& line) { teller.note(line); });
  if (!bench) {  // a variable that is missing now, for one: the next edit may bring it
    m_edits.trouble(bench.error());
    return End::done;
  }
  const auto quiet = QuietSupervisor::make(*instance);
  if (!quiet) return quiet.error();

  const auto renewed = build(reaction, **bench, teller);
  if (!renewed) return renewed.error();
  if (m_interrupted) return End::interrupted;
  std::vector<std::string> failed;
  for (const auto& [image, services] : images_of(m_plan, reaction)) {
    if (!renewed->contains(image)) failed.insert(failed.end(), services.begin(), services.end());
  }
  const auto containers = list((*bench)->site().instance);
  if (!containers) return containers.error();
  const auto refused = refuse_misfits(watch::without(m_plan, reaction, failed),
                                      {&m_plan, &(*bench)->site(), {}, *containers, *renewed});
  if (!refused) return refused.error();
  failed.insert(failed.end(), refused->begin(), refused->end());
  const watch::Reaction rest = watch::without(m_plan, reaction, failed);
  if (rest.nothing_to_restart()) return End::done;
  PinnedImages images(m_context.loop().clock(), (*bench)->surroundings().images, m_plan,
                      *containers, *renewed);
  const auto removed = remove(rest);
  if (!removed) return removed.error();
  if (m_interrupted) return End::interrupted;
  const auto end = bring_up(**bench, images, teller);
  if (end && *end == End::done && m_ready) m_edits.settled(m_context.loop().clock().now() - began);
  if (!quiet->is_there()) {
    const auto left = leave_supervisor(m_context, *instance);
    if (!left) spdlog::warn("{}", to_string(left.error()));
  }
  return end;
}

void Reactor::note_interrupts() {
  m_context.loop().on_interrupt([this](int) { m_interrupted = true; });
}

/// The images that are there now. Whose build fails keeps the fingerprint, and so the container, it
/// has.
Result<Reactor::Ids> Reactor::build(const watch::Reaction& reaction, Workbench& bench,
                                    Teller& teller) {
  Ids renewed;
  for (const auto& [image, services] : images_of(m_plan, reaction)) {
    const std::string before = m_fingerprints.renew(image);
    const auto provided = build_one(image, bench, teller);
    if (provided) {
      renewed[image] = provided->id;
      continue;
    }
    m_fingerprints.set(image, before);
    if (m_interrupted) return renewed;
    if (provided.error().kind == ErrorKind::engine_unreachable) return provided.error();
    for (const std::string& service : services)
      m_edits.kept(service, provided.error());
  }
  return renewed;
}

Result<image::Provided> Reactor::build_one(const std::string& image, Workbench& bench,
                                           Teller& teller) {
  Clock& clock = m_context.loop().clock();
  image::Provider& images = bench.surroundings().images;
  m_context.loop().on_interrupt([this, &images](int) {
    m_interrupted = true;
    images.cancel();
  });
  image::Observer observer;
  observer.started = [&](bool build) {
    teller.observe(model::event::ImageStarted{image, build}, clock.now());
  };
  observer.line = [&](std::string line) {
    teller.observe(model::event::ImageProgress{image, std::move(line)}, clock.now());
  };
  auto provided =
      await<image::Provided>(m_context.loop(), [&](engine::Completion<image::Provided> done) {
        images.ensure(*m_plan.stack, image::Request{image, {}, 2}, observer, std::move(done));
      });
  note_interrupts();
  if (provided) {
    teller.observe(model::event::ImageReady{image, provided->id, provided->source}, clock.now());
  }
  return provided;
}

/// Whose new program cannot be started stays as it is until another one is linked.
Result<std::vector<std::string>> Reactor::refuse_misfits(const watch::Reaction& reaction,
                                                         Replacement replacement) {
  for (const auto& [service, action] : reaction.services) {
    if (action != Action::sync) replacement.services.push_back(service);
  }
  const auto found = misfits(m_context, replacement);
  if (!found) return found.error();
  for (const std::string& service : replacement.services)
    m_refused.erase(service);
  std::vector<std::string> refused;
  for (const auto& [service, error] : *found) {
    m_edits.refused(service, error);
    m_refused.insert(service);
    refused.push_back(service);
  }
  return refused;
}

/// Dependants before what they depend on. What is rebuilt may have come out as it was, and is then
/// left alone: the driver sees that.
Result<void> Reactor::remove(const watch::Reaction& reaction) {
  run::DownRequest request;
  const auto instance = m_context.instance();
  if (!instance) return instance.error();
  request.instance = *instance;
  for (const auto& [service, action] : reaction.services) {
    if (action == Action::restart) request.services.push_back(service);
  }
  if (request.services.empty()) return {};
  const auto engine = m_context.engine();
  if (!engine) return engine.error();
  const auto outcome =
      await<run::DownOutcome>(m_context.loop(), [&](engine::Completion<run::DownOutcome> done) {
        run::down(**engine, m_context.loop().clock(), request, {},
                  [done](run::DownOutcome ended) { done(std::move(ended)); });
      });
  if (!outcome) return outcome.error();
  for (const Error& error : outcome->errors) {
    if (error.kind == ErrorKind::engine_unreachable) return error;
    m_edits.trouble(error);
  }
  return {};
}

Result<std::vector<engine::Container>> Reactor::list(const std::string& instance) {
  const auto engine = m_context.engine();
  if (!engine) return engine.error();
  return await<std::vector<engine::Container>>(
      m_context.loop(), [&](engine::Completion<std::vector<engine::Container>> done) {
        (*engine)->list_containers({{run::label::k_instance, instance}}, m_context.in(k_call_limit),
                                   std::move(done));
      });
}

Result<Reactor::End> Reactor::bring_up(Workbench& bench, image::Provider& images, Teller& teller) {
  m_ready = false;
  const auto paths = hold_paths(bench.site());
  if (!paths) {
    m_edits.trouble(paths.error());
    return End::done;
  }
  const run::Surroundings surroundings = bench.surroundings();
  Means means{{surroundings.engine, surroundings.clock, surroundings.ports, images,
               [this](const model::Image& image) { return m_fingerprints.of(image); }},
              bench.site()};
  run::Options options;
  options.keep = true;  // what fails to become ready is there to be looked at, and mended
  options.without_unavailable = true;
  options.leave = m_refused;
  const run::Outcome outcome = drive(m_context, std::move(means), m_plan, options, teller);
  note_interrupts();  // the driver is gone
  teller.finish();
  if (outcome.interrupted) return End::interrupted;
  if (!outcome.failures.empty()) {
    m_context.err().write(
        report::failure_text(causes_of(outcome.failures), wants_colour(m_context.err())));
    return End::done;
  }
  m_ready = true;
  return End::done;
}

}  // namespace caisson::cli
