#include "cli/workbench.hpp"

#include "base/paths.hpp"
#include "image/recipe.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
namespace {

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

}  // namespace

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
                                 run::process_environment()};
  auto site = purpose == Purpose::act ? run::prepare_site(request) : run::foresee_site(request);
  if (!site) return site.error();
  const auto state = state_directory();
  if (!state) return state.error();
  const auto own = state_directory(order.instance);
  if (!own) return own.error();

  std::unique_ptr<Workbench> bench(new Workbench);
  bench->m_engine = order.engine;
  bench->m_clock = &order.loop->clock();
  bench->m_site = std::move(*site);
  bench->m_site.forced_source = forced_by(*policy);
  bench->m_processes = make_system_process(*order.loop);
  bench->m_ports =
      std::make_unique<run::HostPorts>(order.instance, *own + "/ports.json", run::port_is_free);
  image::ProviderOptions options;
  options.policy = *policy;
  options.state_directory = *state;
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
