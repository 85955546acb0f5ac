#include <fmt/format.h>

#include "engine/docker/demux.hpp"
#include "engine/docker/encode.hpp"
#include "engine/docker/engine_class.hpp"
#include "engine/docker/job.hpp"
#include "engine/docker/progress.hpp"

namespace caisson::engine::docker {
namespace {

/// Only the answer to "what is this image": the making before it has no limit but the caller's.
constexpr auto k_inspect_within = std::chrono::seconds(10);

/// A stream of JSON messages that makes an image.
struct Making final : Job {
  std::string tag;
  std::function<void(const std::string&)> message;  ///< one line of the stream
  std::function<std::optional<Error>()> failure;    ///< what the messages said went wrong
  std::function<void(Result<void>)> made;
  LineSplitter lines{[this](std::string line) {
    if (!cancelled) message(line);
  }};
};

/// Wires `job` to the stream's handlers; `made` is called once, unless cancelled.
StreamHandlers handlers_of(const std::shared_ptr<Making>& job) {
  const std::weak_ptr<Making> weak = job;
  StreamHandlers handlers;
  handlers.data = [weak](std::string_view bytes) {
    if (const auto self = weak.lock()) self->lines.feed(bytes);
  };
  handlers.end = [weak](Result<void> outcome) {
    const auto self = weak.lock();
    if (!self) return;
    self->lines.finish();
    if (self->cancelled) return;
    // What the engine said explains better than how the stream ended.
    if (auto failure = self->failure()) return self->made(std::move(*failure));
    self->made(std::move(outcome));
  };
  return handlers;
}

/// For pull and import: the engine's own sentence is the message.
Error image_error(const std::string& purpose, ErrorKind kind, const std::string& message) {
  return {kind, fmt::format("cannot {}: {}", purpose, message)};
}

}  // namespace

void DockerEngine::inspect_image(std::string reference, Deadline deadline,
                                 Completion<ImageInfo> done) {
  const std::string purpose = fmt::format("inspect image `{}`", reference);
  Request request{Method::get, Target("/images").segment(reference).literal("json").str(), purpose};
  m_client->call(std::move(request), deadline,
                 decoded<ImageInfo>(purpose, decode_image, std::move(done)));
}

void DockerEngine::list_images(Labels having, Deadline deadline,
                               Completion<std::vector<ImageInfo>> done) {
  const std::string purpose = "list images";
  Request request{Method::get,
                  Target("/images/json").query("filters", encode_label_filter(having)).str(),
                  purpose};
  m_client->call(std::move(request), deadline,
                 decoded<std::vector<ImageInfo>>(purpose, decode_images, std::move(done)));
}

void DockerEngine::remove_image(std::string reference, Deadline deadline, Completion<void> done) {
  Request request{Method::del, Target("/images").segment(reference).str(),
                  fmt::format("remove image `{}`", reference)};
  const std::string purpose = request.purpose;
  m_client->call(std::move(request), deadline, acknowledged(purpose, {404}, std::move(done)));
}

void DockerEngine::finish_image(const std::string& reference, std::function<bool()> wanted,
                                Completion<ImageInfo> done) {
  inspect_image(reference, m_loop.clock().now() + k_inspect_within,
                [wanted = std::move(wanted), done = std::move(done)](Result<ImageInfo> image) {
                  if (wanted()) done(std::move(image));
                });
}

SubscriptionPtr DockerEngine::pull_image(std::string reference,
                                         std::function<void(std::string)> progress,
                                         Completion<ImageInfo> done) {
  const std::string purpose = fmt::format("pull image `{}`", reference);
  auto job = std::make_shared<Making>();
  const auto fold = std::make_shared<PullProgress>();
  job->message = [fold, progress = std::move(progress)](const std::string& line) {
    auto said = fold->feed(line);
    if (said && progress) progress(std::move(*said));
  };
  job->failure = [fold, purpose]() -> std::optional<Error> {
    if (!fold->failure()) return std::nullopt;
    return image_error(purpose, kind_of_pull_failure(*fold->failure()), *fold->failure());
  };
  job->made = [this, reference, weak = std::weak_ptr<Making>(job),
               done = std::move(done)](Result<void> outcome) {
    if (!outcome) return done(outcome.error());
    finish_image(
        reference, [weak] { return !weak.expired() && !weak.lock()->cancelled; }, done);
  };
  StreamHandlers handlers = handlers_of(job);
  handlers.refused = [purpose](const Response& response) {
    const std::string message = engine_message(response);
    return image_error(purpose, kind_of_pull_failure(message), message);
  };
  const Reference parts = split_reference(reference);
  Request request{
      Method::post,
      Target("/images/create").query("fromImage", parts.name).query("tag", parts.tag).str(),
      purpose};
  job->flow = m_client->stream(std::move(request), Deadline::max(), std::move(handlers));
  return std::make_unique<JobSubscription>(std::move(job));
}

SubscriptionPtr DockerEngine::build_image(BuildSpec spec, std::function<void(std::string)> output,
                                          Completion<ImageInfo> done) {
  auto job = std::make_shared<Making>();
  const auto transcript = std::make_shared<BuildTranscript>();
  job->message = [transcript, output = std::move(output)](const std::string& line) {
    std::string text = transcript->feed(line);
    if (!text.empty() && output) output(std::move(text));
  };
  job->failure = [transcript, tag = spec.tag]() -> std::optional<Error> {
    if (!transcript->failure()) return std::nullopt;
    return transcript->error(tag);
  };
  job->made = [this, tag = spec.tag, weak = std::weak_ptr<Making>(job),
               done = std::move(done)](Result<void> outcome) {
    if (!outcome) return done(outcome.error());
    finish_image(
        tag, [weak] { return !weak.expired() && !weak.lock()->cancelled; }, done);
  };
  StreamHandlers handlers = handlers_of(job);
  const std::string purpose = fmt::format("build image `{}`", spec.tag);
  handlers.refused = [purpose](const Response& response) {
    const std::string message = engine_message(response);
    return image_error(purpose, kind_of_message(message, ErrorKind::image), message);
  };
  Target target("/build");
  target.query("t", spec.tag).query("dockerfile", spec.dockerfile);
  target.query("rm", "1").query("forcerm", "1");
  if (!spec.target.empty()) target.query("target", spec.target);
  if (!spec.args.empty()) target.query("buildargs", encode_map(spec.args));
  if (!spec.labels.empty()) target.query("labels", encode_map(spec.labels));
  if (!spec.network.empty()) target.query("networkmode", spec.network);
  if (spec.cpu_shares > 0) target.query("cpushares", std::to_string(spec.cpu_shares));
  Request request{Method::post, target.str(), purpose, std::move(spec.context),
                  "application/x-tar"};
  job->flow = m_client->stream(std::move(request), Deadline::max(), std::move(handlers));
  return std::make_unique<JobSubscription>(std::move(job));
}

SubscriptionPtr DockerEngine::import_image(std::string tag, std::string tar_path, Labels labels,
                                           Completion<ImageInfo> done) {
  const std::string purpose = fmt::format("import image `{}`", tag);
  auto job = std::make_shared<Making>();
  const std::weak_ptr<Making> weak = job;
  const auto wanted = [weak] { return !weak.expired() && !weak.lock()->cancelled; };
  const Reference parts = split_reference(tag);
  Target target("/images/create");
  target.query("fromSrc", "-").query("repo", parts.name).query("tag", parts.tag);
  for (const auto& [key, value] : labels) {
    const auto instruction = encode_label_instruction(key, value);
    if (!instruction) {
      m_loop.post([wanted, done = std::move(done), error = instruction.error()] {
        if (wanted()) done(error);
      });
      return std::make_unique<JobSubscription>(std::move(job));
    }
    target.query("changes", *instruction);
  }
  const auto fold = std::make_shared<PullProgress>();
  job->message = [fold](const std::string& line) { fold->feed(line); };
  job->failure = [fold, purpose]() -> std::optional<Error> {
    if (!fold->failure()) return std::nullopt;
    return image_error(purpose, kind_of_message(*fold->failure(), ErrorKind::image),
                       *fold->failure());
  };
  job->made = [this, tag, wanted, done = std::move(done)](Result<void> outcome) {
    if (!outcome) return done(outcome.error());
    finish_image(tag, wanted, done);
  };
  Request request{Method::post, target.str(), purpose};
  request.content_type = "application/x-tar";
  request.body_file = std::move(tar_path);
  job->flow = m_client->stream(std::move(request), Deadline::max(), handlers_of(job));
  return std::make_unique<JobSubscription>(std::move(job));
}

}  // namespace caisson::engine::docker
