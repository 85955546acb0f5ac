#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/process.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/worker/image_work.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// The part of the engine that is about images: the calls of `Engine` of the same names, over a
/// store. What takes long is a child process's (worker/image_work.hpp); letting go of a
/// subscription ends it, and leaves nothing.
class Images {
 public:
  /// `worker`: the `caisson` that does the work. `loop` outlives it.
  static Result<std::unique_ptr<Images>> make(Loop& loop, const std::string& root,
                                              std::string worker = "/proc/self/exe");

  ImageStore& store() { return m_store; }

  void inspect_image(const std::string& reference, Completion<ImageInfo> done);
  void list_images(const Labels& having, Completion<std::vector<ImageInfo>> done);
  void remove_image(const std::string& reference, Completion<void> done);
  SubscriptionPtr pull_image(const std::string& reference,
                             std::function<void(std::string)> progress, Completion<ImageInfo> done);
  SubscriptionPtr build_image(BuildSpec spec, std::function<void(std::string)> output,
                              Completion<ImageInfo> done);
  SubscriptionPtr import_image(const std::string& tag, const std::string& tar_path, Labels labels,
                               Completion<ImageInfo> done);
  /// Has an image that another engine has, by its `save_image`. `other` outlives the subscription.
  SubscriptionPtr take_from(Engine& other, const std::string& reference,
                            std::function<void(std::string)> progress, Completion<ImageInfo> done);

 private:
  struct Job;
  Images(Loop& loop, std::string root, std::string worker, ImageStore store);
  std::shared_ptr<Job> begin(worker::ImageWork::Kind kind, const std::string& reference,
                             std::function<void(std::string)> line, Completion<ImageInfo> done);
  void set_to_work(const std::shared_ptr<Job>& job);
  void ended(const std::shared_ptr<Job>& job, const Result<ProcessExit>& end);
  void fail_later(const std::shared_ptr<Job>& job, Error error);
  SubscriptionPtr subscription(std::shared_ptr<Job> job);

  Loop& m_loop;
  std::string m_root;
  std::string m_worker;
  ImageStore m_store;
  std::unique_ptr<Process> m_processes;
};

}  // namespace caisson::engine::embedded
