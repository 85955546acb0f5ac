#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/build/copy_step.hpp"
#include "engine/embedded/build/dockerfile.hpp"
#include "engine/embedded/build/overlay.hpp"
#include "engine/embedded/build/stage_state.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/image_records.hpp"
#include "engine/embedded/store/layers.hpp"

namespace caisson::engine::embedded::build {

struct BuildOrder;

/// A stage that is done, or an image that one begins with.
struct MadeStage {
  store::ConfigFile image;
  std::string key;  ///< what it was made of: equal keys are equal images
};

/// Makes the layers of RUN and COPY. `key` tells what the stage was made of so far; each step moves
/// it on, and a layer made under the same key before is taken again.
class LayerMaker {
 public:
  /// What it is given outlives it. The context lies unpacked in `scratch`.
  LayerMaker(const store::Layout& layout, const store::Scratch& scratch, const BuildOrder& order,
             std::function<void(const std::string&)> say);

  Result<void> run(StageState& state, const Instruction& instruction, std::string& key);
  /// `from`: another stage or image; null: the context.
  Result<void> copy(StageState& state, const Instruction& instruction, std::string& key,
                    const MadeStage* from);
  /// What WORKDIR has promised and no layer made yet.
  Result<void> make_folders(StageState& state, std::string& key);

 private:
  using Action = std::function<Result<void>(const Overlay& overlay, const store::RootFolder& root)>;

  Result<void> step(StageState& state, const std::string& key,
                    const std::vector<std::string>& folders, const Action& action);
  Result<void> run_in(const Overlay& overlay, const store::RootFolder& root,
                      const StageState& state, const Instruction& instruction) const;
  Result<CopyOrder> copy_order(const StageState& state, const Instruction& instruction,
                               const std::vector<std::string>& words) const;
  std::filesystem::path next_folder();

  const store::Layout& m_layout;
  const store::Scratch& m_scratch;
  const BuildOrder& m_order;
  std::function<void(const std::string&)> m_say;
  store::Layers m_layers;
  store::ImageRecords m_records;
  int m_folders = 0;
};

}  // namespace caisson::engine::embedded::build
