#include <utility>

#include "engine/embedded/engine_class.hpp"

namespace caisson::engine::embedded {

// The store is on this machine, its answers take microseconds: no deadline passes.

void EmbeddedEngine::inspect_image(std::string reference, Deadline, Completion<ImageInfo> done) {
  m_images->inspect_image(reference, std::move(done));
}

void EmbeddedEngine::list_images(Labels having, Deadline, Completion<std::vector<ImageInfo>> done) {
  m_images->list_images(having, std::move(done));
}

void EmbeddedEngine::remove_image(std::string reference, Deadline, Completion<void> done) {
  m_images->remove_image(reference, std::move(done));
}

SubscriptionPtr EmbeddedEngine::save_image(std::string reference, std::string,
                                           Completion<void> done) {
  fail<void>(done, {ErrorKind::image,
                    "the embedded engine does not save images, as `" + reference + "` should be",
                    {},
                    "save it from the engine it came from, or build it there"});
  return keep_subscription(nullptr);
}

SubscriptionPtr EmbeddedEngine::pull_image(std::string reference,
                                           std::function<void(std::string)> progress,
                                           Completion<ImageInfo> done) {
  return m_images->pull_image(reference, std::move(progress), std::move(done));
}

SubscriptionPtr EmbeddedEngine::build_image(BuildSpec spec, std::function<void(std::string)> output,
                                            Completion<ImageInfo> done) {
  return m_images->build_image(std::move(spec), std::move(output), std::move(done));
}

SubscriptionPtr EmbeddedEngine::import_image(std::string tag, std::string tar_path, Labels labels,
                                             Completion<ImageInfo> done) {
  return m_images->import_image(tag, tar_path, std::move(labels), std::move(done));
}

}  // namespace caisson::engine::embedded
