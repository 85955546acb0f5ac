#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "base/paths.hpp"
#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"
#include "cli/workbench.hpp"
#include "image/prober_image.hpp"
#include "model/names.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

struct Had {
  std::string name;
  std::string variable;  ///< as rendered files call it
  image::Provided image;
};

std::string_view source_of(const Had& had) {
  return model::to_string(had.image.source);
}

/// Has images, or those of services, on the engine, pulled or built, and says what each is called
/// there.
class Images final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("names", m_names,
                          "services with all they depend on, and images that need have none");
  }

  std::vector<std::string> formats() const override { return {"text", "json", "env"}; }

  Result<int> run(Context& context) override {
    const auto plan = make_plan(context);
    if (!plan) return plan.error();
    const auto notice = [](const std::string& line) { spdlog::info("{}", line); };
    const auto bench = Workbench::make(context, *plan, Workbench::Purpose::look, notice);
    if (!bench) return bench.error();
    std::vector<Had> all;
    for (const std::string& name : images_of(*plan)) {
      auto image = provide(context, **bench, *plan, name);
      if (!image) return image.error();
      all.push_back({name, "CAISSON_IMAGE_" + model::variable_name(name), std::move(*image)});
    }
    auto prober = provide_prober(context);
    if (!prober) return prober.error();
    all.push_back({"caisson-probe", "CAISSON_PROBE_IMAGE", std::move(*prober)});
    context.out().write(written(all, context.options().format));
    return k_done;
  }

 private:
  /// Of the services among the names; the images among them are kept.
  Result<plan::Plan> make_plan(Context& context) {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    std::vector<std::string> services;
    for (const std::string& name : m_names) {
      if ((*stack)->images.contains(name) && !(*stack)->services.contains(name))
        m_images.insert(name);
      else
        services.push_back(name);
    }
    if (!services.empty() || m_images.empty()) return context.plan(services);
    plan::Plan none;
    none.stack = *stack;
    return none;
  }

  std::set<std::string> images_of(const plan::Plan& plan) const {
    std::set<std::string> names = m_images;
    for (const plan::Step& step : plan.steps)
      names.insert(step.service->image);
    return names;
  }

  static Result<image::Provided> provide(Context& context, Workbench& bench, const plan::Plan& plan,
                                         const std::string& name) {
    image::Observer observer;
    observer.started = [&name](bool build) {
      spdlog::info("{} the image `{}`", build ? "building" : "pulling", name);
    };
    return await<image::Provided>(context.loop(), [&](engine::Completion<image::Provided> done) {
      bench.surroundings().images.ensure(*plan.stack, {name}, observer, std::move(done));
    });
  }

  static Result<image::Provided> provide_prober(Context& context) {
    const auto engine = context.engine();
    if (!engine) return engine.error();
    const auto folder = state_directory();
    if (!folder) return folder.error();
    auto reference = await<std::string>(context.loop(), [&](engine::Completion<std::string> done) {
      image::ensure_prober_image(**engine, context.loop().clock(), *folder,
                                 context.in(k_call_limit), std::move(done));
    });
    if (!reference) return reference.error();
    image::Provided prober;
    prober.reference = std::move(*reference);
    return prober;
  }

  static std::string written(const std::vector<Had>& all, const std::string& format) {
    std::string text;
    if (format == "json") {
      report::Json images = report::Json::array();
      for (const Had& had : all) {
        images.push_back({{"name", had.name},
                          {"image", had.image.reference},
                          {"source", source_of(had)},
                          {"variable", had.variable}});
      }
      return report::dump({{"schema", 1}, {"images", std::move(images)}}) + "\n";
    }
    if (format == "env") {
      for (const Had& had : all)
        text += fmt::format("{}={}\n", had.variable, had.image.reference);
      return text;
    }
    std::size_t width = 0;
    for (const Had& had : all)
      width = std::max(width, had.name.size());
    for (const Had& had : all)
      text +=
          fmt::format("{:<{}}  {:<8}  {}\n", had.name, width, source_of(had), had.image.reference);
    return text;
  }

  std::vector<std::string> m_names;
  std::set<std::string> m_images;  ///< named as such
};

}  // namespace

std::unique_ptr<Verb> make_images() {
  return std::make_unique<Images>();
}

}  // namespace caisson::cli
