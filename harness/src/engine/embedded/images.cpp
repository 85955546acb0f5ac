#include "engine/embedded/images.hpp"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <utility>

#include "base/file.hpp"
#include "engine/embedded/store/scratch.hpp"

namespace caisson::engine::embedded {
namespace {

constexpr std::size_t k_told_lines = 20;

ImageInfo info_of(const StoredImage& image) {
  return {image.id, image.tags, image.config.labels, image.size};
}

bool has_labels(const ImageInfo& image, const Labels& having) {
  for (const auto& [name, value] : having) {
    const auto found = image.labels.find(name);
    if (found == image.labels.end() || !(value.empty() || value == found->second)) return false;
  }
  return true;
}

/// The last lines of the step under way.
class StepOutput {
 public:
  void add(const std::string& line) {
    if (line.starts_with("Step "))
      m_lines.clear();
    else
      m_lines.push_back(line);
    if (m_lines.size() > k_told_lines) m_lines.pop_front();
  }
  std::string told() const {
    std::string text;
    for (const std::string& line : m_lines)
      text += "\n  | " + line;
    return text;
  }

 private:
  std::deque<std::string> m_lines;
};

}  // namespace

struct Images::Job {
  worker::ImageWork work;
  std::optional<store::Scratch> scratch;
  std::function<void(std::string)> line;
  Completion<ImageInfo> done;
  StepOutput output;
  SubscriptionPtr saving;
  std::unique_ptr<ChildProcess> child;
  bool over = false;

  void complete(Result<ImageInfo> result) {
    over = true;
    std::exchange(done, nullptr)(std::move(result));
  }
};

Images::Images(Loop& loop, std::string root, std::string worker, ImageStore store)
    : m_loop(loop),
      m_root(std::move(root)),
      m_worker(std::move(worker)),
      m_store(std::move(store)),
      m_processes(make_system_process(loop)) {}

Result<std::unique_ptr<Images>> Images::make(Loop& loop, const std::string& root,
                                             std::string worker) {
  auto store = ImageStore::open(root);
  if (!store) return store.error();
  return std::unique_ptr<Images>(new Images(loop, root, std::move(worker), std::move(*store)));
}

void Images::inspect_image(const std::string& reference, Completion<ImageInfo> done) {
  const auto image = m_store.find(reference);
  auto result = image ? Result<ImageInfo>(info_of(*image)) : Result<ImageInfo>(image.error());
  m_loop.post([result = std::move(result), done = std::move(done)] { done(result); });
}

void Images::list_images(const Labels& having, Completion<std::vector<ImageInfo>> done) {
  const auto images = m_store.list();
  Result<std::vector<ImageInfo>> result = std::vector<ImageInfo>();
  if (!images) {
    result = images.error();
  } else {
    for (const StoredImage& image : *images)
      if (const auto info = info_of(image); has_labels(info, having)) result->push_back(info);
  }
  m_loop.post([result = std::move(result), done = std::move(done)] { done(result); });
}

void Images::remove_image(const std::string& reference, Completion<void> done) {
  const auto removed = m_store.remove(reference);
  Result<void> result;
  if (!removed) result = removed.error();
  m_loop.post([result, done = std::move(done)] { done(result); });
}

std::shared_ptr<Images::Job> Images::begin(worker::ImageWork::Kind kind,
                                           const std::string& reference,
                                           std::function<void(std::string)> line,
                                           Completion<ImageInfo> done) {
  auto job = std::make_shared<Job>();
  job->work.kind = kind;
  job->work.store = m_root;
  job->work.reference = reference;
  job->line = std::move(line);
  job->done = std::move(done);
  auto scratch = store::Scratch::make(store::Layout(m_root));
  if (!scratch) {
    fail_later(job, scratch.error());
  } else {
    job->scratch.emplace(std::move(*scratch));
  }
  return job;
}

void Images::fail_later(const std::shared_ptr<Job>& job, Error error) {
  m_loop.post([weak = std::weak_ptr<Job>(job), error = std::move(error)] {
    const auto self = weak.lock();
    if (self && !self->over) self->complete(error);
  });
}

void Images::set_to_work(const std::shared_ptr<Job>& job) {
  if (!job->scratch) return;
  const std::string folder = job->scratch->path().string();
  const auto written =
      write_file(folder + "/" + worker::k_work_file, worker::encode_work(job->work), 0600);
  if (!written) return fail_later(job, written.error());
  const std::weak_ptr<Job> weak = job;
  const auto line = [weak](std::string text) {
    const auto self = weak.lock();
    if (!self || self->over) return;
    self->output.add(text);
    if (self->line) self->line(std::move(text));
  };
  const auto child_ended = [this, weak](const Result<ProcessExit>& end) {
    const auto self = weak.lock();
    if (self && !self->over) ended(self, end);
  };
  ProcessSpec spec;
  spec.argv = {m_worker, "image-worker", folder};
  job->child = m_processes->spawn(std::move(spec), line, child_ended);
}

void Images::ended(const std::shared_ptr<Job>& job, const Result<ProcessExit>& end) {
  if (!end) return job->complete(end.error());
  const auto text = read_file((job->scratch->path() / worker::k_outcome_file).string());
  if (!text)
    return job->complete(
        Error{ErrorKind::image,
              fmt::format("the making of image `{}` ended without a result ({} {}){}",
                          job->work.reference, end->signal != 0 ? "signal" : "exit code",
                          end->signal != 0 ? end->signal : end->code, job->output.told())});
  const auto id = worker::decode_outcome(*text);
  if (id) {
    const auto image = m_store.find(*id);
    return job->complete(image ? Result<ImageInfo>(info_of(*image))
                               : Result<ImageInfo>(image.error()));
  }
  Error error = id.error();
  if (job->work.kind == worker::ImageWork::Kind::build) {
    error.message = fmt::format("cannot build image `{}`: {}{}", job->work.reference, error.message,
                                job->output.told());
  }
  job->complete(std::move(error));
}

SubscriptionPtr Images::pull_image(const std::string& reference,
                                   std::function<void(std::string)> progress,
                                   Completion<ImageInfo> done) {
  auto job = begin(worker::ImageWork::Kind::pull, reference, std::move(progress), std::move(done));
  set_to_work(job);
  return subscription(std::move(job));
}

SubscriptionPtr Images::build_image(BuildSpec spec, std::function<void(std::string)> output,
                                    Completion<ImageInfo> done) {
  auto job = begin(worker::ImageWork::Kind::build, spec.tag, std::move(output), std::move(done));
  if (job->scratch) {
    job->work.file = job->scratch->path() / "context.tar";
    const auto written = write_file(job->work.file, spec.context, 0600);
    spec.context.clear();
    job->work.build = std::move(spec);
    if (written) {
      set_to_work(job);
    } else {
      fail_later(job, written.error());
    }
  }
  return subscription(std::move(job));
}

SubscriptionPtr Images::import_image(const std::string& tag, const std::string& tar_path,
                                     Labels labels, Completion<ImageInfo> done) {
  auto job = begin(worker::ImageWork::Kind::import, tag, {}, std::move(done));
  job->work.file = tar_path;
  job->work.labels = std::move(labels);
  set_to_work(job);
  return subscription(std::move(job));
}

SubscriptionPtr Images::take_from(Engine& other, const std::string& reference,
                                  std::function<void(std::string)> progress,
                                  Completion<ImageInfo> done) {
  auto job = begin(worker::ImageWork::Kind::load, reference, std::move(progress), std::move(done));
  if (!job->scratch) return subscription(std::move(job));
  job->work.file = job->scratch->path() / "saved.tar";
  if (job->line) job->line(fmt::format("saving it from {}", other.info().kind));
  const std::weak_ptr<Job> weak = job;
  job->saving =
      other.save_image(reference, job->work.file, [this, weak](const Result<void>& saved) {
        const auto self = weak.lock();
        if (!self || self->over) return;
        if (!saved) return self->complete(saved.error());
        if (self->line) self->line("unpacking it");
        set_to_work(self);
      });
  return subscription(std::move(job));
}

SubscriptionPtr Images::subscription(std::shared_ptr<Job> job) {
  /// Ends the work first, then its folder goes.
  class Handle final : public Subscription {
   public:
    explicit Handle(std::shared_ptr<Job> held) : m_job(std::move(held)) {}
    ~Handle() override {
      m_job->over = true;
      m_job->saving.reset();
      m_job->child.reset();
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

   private:
    std::shared_ptr<Job> m_job;
  };
  return std::make_unique<Handle>(std::move(job));
}

}  // namespace caisson::engine::embedded
