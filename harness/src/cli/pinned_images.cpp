#include "cli/pinned_images.hpp"

#include "run/labels.hpp"

namespace caisson::cli {
PinnedImages::PinnedImages(Clock& clock, image::Provider& others, const plan::Plan& plan,
                           const std::vector<engine::Container>& containers,
                           const std::map<std::string, std::string>& renewed)
    : m_clock(clock), m_others(others) {
  for (const plan::Step& step : plan.steps) {
    const std::string& image = step.service->image;
    if (renewed.contains(image)) continue;
    for (const engine::Container& container : containers) {
      if (run::label_of(container.labels, run::label::k_service) != step.service->name) continue;
      const bool registry =
          run::label_of(container.labels, run::label::k_image_source) == "registry";
      m_running[image] = {container.image,
                          registry ? model::ImageSource::registry : model::ImageSource::recipe,
                          {},
                          {}};
    }
  }
}

void PinnedImages::ensure(const model::Stack& stack, image::Request request,
                          image::Observer observer, engine::Completion<image::Provided> done) {
  const auto running = m_running.find(request.image);
  if (running == m_running.end())
    return m_others.ensure(stack, std::move(request), std::move(observer), std::move(done));
  m_clock.schedule(m_clock.now(),
                   [done = std::move(done), provided = running->second] { done(provided); });
}

}  // namespace caisson::cli
