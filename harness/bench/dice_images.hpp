#pragma once

#include <map>
#include <string>

#include "bench/engine_api.hpp"
#include "bench/layers.hpp"
#include "bench/setting.hpp"
#include "image/provider.hpp"
#include "model/stack.hpp"

namespace caisson::bench {

/// The images of a manifest that the engine has, by their names there.
std::map<std::string, image::Provided> present_images(const Setting& setting,
                                                      const model::Stack& stack,
                                                      image::SourcePolicy policy);

/// `image`: an id or a reference.
History history_of(EngineApi& api, const std::string& image);

}  // namespace caisson::bench
