#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/process.hpp"
#include "engine/engine.hpp"
#include "image/host.hpp"
#include "image/provider.hpp"
#include "image/recipe.hpp"

namespace caisson::image {

/// One image to be made from its recipe.
struct BuildOrder {
  const model::Image* image = nullptr;
  const Recipe* recipe = nullptr;
  std::string hash;                          ///< with its bases
  std::map<std::string, std::string> bases;  ///< name → reference the engine knows
  bool in_background = false;                ///< yields the processors to everything else
};

/// Makes images from recipes: a Dockerfile through the engine's build, a rootfs.sh as a child
/// process whose tar is imported. Only one process of a machine makes the same recipe at a time (a
/// lock by hash in the state folder); who had to wait finds the image there.
class Builder {
 public:
  Builder(engine::Engine& engine, Clock& clock, Process& processes, std::string state_directory,
          HostSettings host);
  /// Ends builds under way, removes their files and calls nobody.
  ~Builder();
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  /// `order`'s image and recipe must stay until `done`, which is never called from inside this
  /// call.
  void build(BuildOrder order, std::function<void(std::string)> line,
             engine::Completion<Provided> done);

 private:
  struct Build;
  using BuildPtr = std::shared_ptr<Build>;
  void take_lock(const BuildPtr& build);
  void look_again(const BuildPtr& build);
  void begin(const BuildPtr& build);
  void build_dockerfile(const BuildPtr& build);
  void make_rootfs(const BuildPtr& build);
  void rootfs_ended(const BuildPtr& build, const Result<ProcessExit>& end);
  void import_rootfs(const BuildPtr& build);
  void finish(const BuildPtr& build, Result<engine::ImageInfo> result);
  /// Says the last line again from time to time.
  void remind(const BuildPtr& build);
  std::string lock_path(const Build& build) const;
  void later(const BuildPtr& build, Duration wait, void (Builder::*step)(const BuildPtr&));
  engine::Completion<engine::ImageInfo> finisher(const BuildPtr& build);

  engine::Engine& m_engine;
  Clock& m_clock;
  Process& m_processes;
  std::string m_state_directory;
  HostSettings m_host;
  std::set<BuildPtr> m_under_way;
};

}  // namespace caisson::image
