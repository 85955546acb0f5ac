#pragma once

#include <map>
#include <string>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "image/provider.hpp"
#include "plan/plan.hpp"

namespace caisson::cli {

/// The images that containers of a plan run, however their recipes have been edited since: a
/// restart takes the image the service has. What nobody runs, and what is `renewed`, is another
/// provider's business.
class PinnedImages final : public image::Provider {
 public:
  /// `containers`: those of the instance; `renewed`: image → id. Clock and provider outlive it.
  PinnedImages(Clock& clock, image::Provider& others, const plan::Plan& plan,
               const std::vector<engine::Container>& containers,
               const std::map<std::string, std::string>& renewed);

  void ensure(const model::Stack& stack, image::Request request, image::Observer observer,
              engine::Completion<image::Provided> done) override;
  void cancel() override { m_others.cancel(); }

 private:
  Clock& m_clock;
  image::Provider& m_others;
  std::map<std::string, image::Provided> m_running;  ///< by image
};

}  // namespace caisson::cli
