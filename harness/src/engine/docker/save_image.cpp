#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/job.hpp"

namespace caisson::engine::docker {
namespace {

/// An archive on its way into a file.
struct Saving final : Job {
  std::string path;
  Descriptor file;
  std::optional<Error> failure;
  Completion<void> done;

  void write(std::string_view bytes) {
    while (!bytes.empty() && !failure) {
      const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) failure = errno_error("cannot write", path);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
};

}  // namespace

SubscriptionPtr DockerEngine::save_image(std::string reference, std::string tar_path,
                                         Completion<void> done) {
  auto job = std::make_shared<Saving>();
  job->path = std::move(tar_path);
  job->done = std::move(done);
  job->file = Descriptor(
      ::open(job->path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!job->file) job->failure = errno_error("cannot create", job->path);
  const std::weak_ptr<Saving> weak = job;
  StreamHandlers handlers;
  handlers.data = [weak](std::string_view bytes) {
    if (const auto self = weak.lock()) self->write(bytes);
  };
  handlers.end = [weak](Result<void> outcome) {
    const auto self = weak.lock();
    if (!self || self->cancelled) return;
    if (self->failure) outcome = *self->failure;
    self->done(std::move(outcome));
  };
  Request request{Method::get, Target("/images").segment(reference).literal("get").str(),
                  fmt::format("save image `{}`", reference)};
  job->flow = m_client->stream(std::move(request), Deadline::max(), std::move(handlers));
  return std::make_unique<JobSubscription>(std::move(job));
}

}  // namespace caisson::engine::docker
