#include "cli/workbench.hpp"

#include <charconv>
#include <set>
#include <thread>

#include "base/paths.hpp"
#include "image/recipe.hpp"
#include "render/traefik_routes.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
namespace {

std::optional<model::ImageSource> forced_by(image::SourcePolicy policy) {
  switch (policy) {
    case image::SourcePolicy::registry:
      return model::ImageSource::registry;
    case image::SourcePolicy::recipe:
      return model::ImageSource::recipe;
    case image::SourcePolicy::automatic:
      break;
  }
  return std::nullopt;
}

/// CAISSON_BUILDS, else one a processor, which it keeps busy, and as many again: some download, and
/// a quick one does not wait minutes for the end of those that compile.
Result<std::size_t> builds_at_once() {
  const std::string wanted = variable("CAISSON_BUILDS");
  if (wanted.empty()) return std::size_t{2} * std::thread::hardware_concurrency();
  std::size_t builds = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), builds);
  if (error == std::errc() && end == wanted.data() + wanted.size() && builds > 0) return builds;
  return Error{ErrorKind::usage, "`" + wanted + "` is no number of builds", "CAISSON_BUILDS",
               "Give a whole number of at least 1."};
}

/// What the edges of a plan are told of the stack.
std::map<std::string, std::vector<run::GeneratedFile>> routes_for_edges(const plan::Plan& plan) {
  std::set<std::string> planned;
  for (const plan::Step& step : plan.steps)
    planned.insert(step.service->name);
  std::map<std::string, std::vector<run::GeneratedFile>> files;
  for (const plan::Step& step : plan.steps) {
    const model::Service& service = *step.service;
    if (!service.edge) continue;
    files[service.name] = {{service.edge->folder + "/" + render::k_routes_file,
                            render::traefik_routes(*plan.stack, service, planned)}};
  }
  return files;
}

}  // namespace

/// Chains of bases are short; a cycle was refused when the manifest was checked.
std::string identity_of(const model::Stack& stack, const model::Image& image) {
  if (image.recipe.empty()) return image.reference;
  const auto recipe = image::read_recipe(image);
  // One that cannot be read is told when it is to be built, not while looking.
  if (!recipe) return image.reference;
  std::map<std::string, std::string> bases;
  for (const auto& name : image.bases) {
    const auto base = stack.images.find(name);
    if (base != stack.images.end()) bases[name] = identity_of(stack, base->second);
  }
  return image.reference + "|" + image::recipe_hash(*recipe, bases);
}

Result<std::unique_ptr<Workbench>> Workbench::make(Context& context, const plan::Plan& plan,
                                                   Purpose purpose,
                                                   std::function<void(std::string)> notice) {
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto manifest = context.manifest();
  if (!manifest) return manifest.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  return make(Order{*engine, &context.loop(), &plan, *instance, *manifest}, purpose,
              std::move(notice));
}

Result<std::unique_ptr<Workbench>> Workbench::make(const Order& order, Purpose purpose,
                                                   std::function<void(std::string)> notice) {
  const auto policy = image::parse_source_policy(variable("CAISSON_IMAGE_SOURCE"));
  if (!policy) return policy.error();
  const run::SiteRequest request{order.plan, order.instance, order.manifest,
                                 run::process_environment(), routes_for_edges(*order.plan)};
  auto site = purpose == Purpose::act ? run::prepare_site(request) : run::foresee_site(request);
  if (!site) return site.error();
  const auto state = state_directory();
  if (!state) return state.error();
  const auto builds = builds_at_once();
  if (!builds) return builds.error();
  const auto ports = run::ports_file(order.instance);
  if (!ports) return ports.error();

  std::unique_ptr<Workbench> bench(new Workbench);
  bench->m_engine = order.engine;
  bench->m_clock = &order.loop->clock();
  bench->m_site = std::move(*site);
  bench->m_site.forced_source = forced_by(*policy);
  bench->m_processes = make_system_process(*order.loop);
  bench->m_ports =
      std::make_unique<run::HostPorts>(order.instance, *ports, run::port_is_free, notice);
  image::ProviderOptions options;
  options.policy = *policy;
  options.state_directory = *state;
  options.builds_at_once = *builds;
  options.notice = std::move(notice);
  bench->m_images =
      image::make_provider(*order.engine, *bench->m_clock, *bench->m_processes, options);
  bench->m_fingerprint = [stack = order.plan->stack](const model::Image& image) {
    return identity_of(*stack, image);
  };
  return bench;
}

run::Surroundings Workbench::surroundings() {
  return {*m_engine, *m_clock, *m_ports, *m_images, m_fingerprint};
}

}  // namespace caisson::cli
