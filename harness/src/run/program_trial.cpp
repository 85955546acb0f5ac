#include "run/program_trial.hpp"

#include <memory>
#include <utility>

#include "plan/identity.hpp"
#include "run/labels.hpp"
#include "run/patience.hpp"
#include "run/program_check.hpp"

namespace caisson::run {
namespace {

/// As people know it.
const std::string& reference_of(const model::Image& image) {
  return image.reference.empty() ? image.name : image.reference;
}

/// Its name is of one run only: what a command that was killed left goes with the instance.
engine::ContainerSpec spec_of(const model::Service& service, const TrialPlace& place) {
  const Site& site = *place.site;
  engine::ContainerSpec spec;
  spec.name = plan::container_name(site.instance, service.name + ".trial-" + site.session);
  spec.image = place.image;
  spec.entrypoint = {"true"};
  spec.labels = {
      {label::k_stack, place.plan->stack->name}, {label::k_instance, site.instance},
      {label::k_session, site.session},          {label::k_owner, site.owner},
      {label::k_manifest, site.manifest},        {label::k_declared_at, service.declared_at}};
  return spec;
}

/// Keeps itself alive by what it waits for.
class Trial : public std::enable_shared_from_this<Trial> {
 public:
  Trial(engine::Engine& engine, Clock& clock, std::vector<ProgramFit> programs,
        engine::Completion<void> done)
      : m_engine(engine),
        m_clock(clock),
        m_programs(std::move(programs)),
        m_done(std::move(done)) {}

  void in(engine::ContainerSpec spec) {
    const auto made = [self = shared_from_this()](const Result<std::string>& id) {
      if (!id) return self->m_done(id.error());
      const auto checked = [self, id = *id](const Result<void>& fits) { self->remove(id, fits); };
      check_programs(self->m_engine, self->m_clock, *id, std::move(self->m_programs), checked);
    };
    m_engine.create_container(std::move(spec), deadline(), made);
  }

  void in(const std::string& container) {
    check_programs(m_engine, m_clock, container, std::move(m_programs), std::move(m_done));
  }

 private:
  Instant deadline() const { return m_clock.now() + k_call_deadline; }

  void remove(const std::string& id, const Result<void>& fits) {
    const auto removed = [self = shared_from_this(), fits](const Result<void>& gone) {
      self->m_done(fits ? gone : fits);
    };
    m_engine.remove_container(id, deadline(), removed);
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  std::vector<ProgramFit> m_programs;
  engine::Completion<void> m_done;
};

}  // namespace

std::vector<ProgramFit> programs_to_try(const plan::Plan& plan, const model::Service& service,
                                        const Site& site) {
  std::vector<ProgramFit> programs;
  const auto about = site.services.find(service.name);
  if (about == site.services.end()) return programs;
  const auto image = plan.stack->images.find(service.image);
  const std::string name =
      image == plan.stack->images.end() ? std::string() : reference_of(image->second);
  const auto path = about->second.environment.find("LD_LIBRARY_PATH");
  for (const MountedProgram& program : about->second.programs) {
    programs.emplace_back(program, name,
                          path == about->second.environment.end() ? std::string() : path->second);
  }
  return programs;
}

void try_programs(engine::Engine& engine, Clock& clock, const model::Service& service,
                  const TrialPlace& place, engine::Completion<void> done) {
  const auto trial = std::make_shared<Trial>(
      engine, clock, programs_to_try(*place.plan, service, *place.site), std::move(done));
  if (place.container.empty()) {
    trial->in(spec_of(service, place));
  } else {
    trial->in(place.container);
  }
}

}  // namespace caisson::run
