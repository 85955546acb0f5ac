#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/process.hpp"
#include "engine/engine.hpp"
#include "image/source_policy.hpp"
#include "model/event.hpp"
#include "model/stack.hpp"

namespace caisson::image {

/// An image the engine has, and where it came from.
struct Provided {
  std::string id;  ///< the engine's image id: what containers are created from
  model::ImageSource source = model::ImageSource::recipe;
  std::string reference;  ///< registry reference, or `caisson/<image>:<12 hex>`
  std::string hash;       ///< of the recipe, 64 hex digits; empty when it came from the registry
};

/// One image wanted.
struct Request {
  std::string image;  ///< key into Stack::images
  /// The source that initialised a volume this image will be mounted with (source_memory.hpp):
  /// under `automatic` the other one is then never used. None: free to choose.
  std::optional<model::ImageSource> prefer{};
  /// Services in the longest chain of dependencies that waits for it. Builds for longer chains go
  /// first; one that no chain waits for (1) takes the processors only where nobody else wants them.
  std::size_t chain = 1;
};

/// What happens on the way; either function may be empty.
struct Observer {
  /// The image is not there and is now being built (`true`) or pulled. Called at most once for each
  /// way tried, never for an image that was present.
  std::function<void(bool build)> started;
  /// One human-readable line of pull progress or build output.
  std::function<void(std::string line)> line;
};

/// Seam towards `run`: makes sure the engine has an image, by whatever way the policy allows.
/// All calls belong to the loop's thread.
class Provider {
 public:
  virtual ~Provider() = default;

  /// Completes exactly once, never from inside this call. Asking again for an image that is under
  /// way or was provided joins the first request: nothing is pulled or built twice. Bases
  /// come first by themselves. `stack` must stay until the completion. Fails with ErrorKind::image,
  /// its place the image's declaration; the message holds the failing step and its last lines. With
  /// ErrorKind::not_found where no registry gives it, or a base of it, and no recipe makes it.
  virtual void ensure(const model::Stack& stack, Request request, Observer observer,
                      engine::Completion<Provided> done) = 0;

  /// Ends all that is under way: open requests complete with ErrorKind::interrupted.
  virtual void cancel() = 0;
};

struct ProviderOptions {
  SourcePolicy policy = SourcePolicy::automatic;
  std::string state_directory;  ///< where build locks lie (base/paths.hpp)
  /// Builds at once among those that chains wait for, and as many again among the others: what
  /// matters never waits for what does not. At least 1.
  std::size_t builds_at_once = 1;
  /// A registry that says nothing for this long is given up for the whole run.
  Duration registry_patience = std::chrono::seconds(3);
  /// One clear line for the reader, outside any image's progress: a registry given up, a missing
  /// image that is built instead. May be empty.
  std::function<void(std::string)> notice;
};

/// The real one. `engine`, `clock` and `processes` must outlive it.
std::unique_ptr<Provider> make_provider(engine::Engine& engine, Clock& clock, Process& processes,
                                        ProviderOptions options);

}  // namespace caisson::image
