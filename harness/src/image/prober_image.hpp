#pragma once

#include <string>

#include "engine/engine.hpp"

namespace caisson::image {

/// Makes sure that the engine has the image of the prober, `/probe` and nothing else, and completes
/// with its reference: what rendered files call CAISSON_PROBE_IMAGE. `folder` is for a file of the
/// moment. `engine` and `clock` stay until the
/// completion.
void ensure_prober_image(engine::Engine& engine, Clock& clock, const std::string& folder,
                         engine::Deadline deadline, engine::Completion<std::string> done);

}  // namespace caisson::image
