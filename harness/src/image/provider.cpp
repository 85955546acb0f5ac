#include "image/provider.hpp"

#include <utility>

#include "image/build_queue.hpp"
#include "image/builder.hpp"
#include "image/failure.hpp"
#include "image/host.hpp"
#include "image/inventory.hpp"
#include "image/puller.hpp"

namespace caisson::image {
namespace {

using model::ImageSource;

constexpr Duration k_list_within = std::chrono::seconds(10);

Error interrupted(const std::string& image) {
  return {ErrorKind::interrupted, "image `" + image + "` was not provided: interrupted"};
}

class RealProvider final : public Provider {
 public:
  RealProvider(engine::Engine& engine, Clock& clock, Process& processes, ProviderOptions options)
      : m_engine(engine),
        m_clock(clock),
        m_processes(processes),
        m_options(std::move(options)),
        m_queue(std::make_unique<BuildQueue>(m_options.builds_at_once)) {}
  ~RealProvider() override { *m_alive = false; }

  void ensure(const model::Stack& stack, Request request, Observer observer,
              engine::Completion<Provided> done) override;
  void cancel() override;

 private:
  /// One image under way or provided, and all who wait for it.
  struct Job {
    Request request;
    const model::Image* image = nullptr;
    std::vector<Observer> observers;
    std::vector<engine::Completion<Provided>> waiting;
    std::optional<Result<Provided>> result;
    std::map<std::string, Provided> bases;
    std::size_t bases_missing = 0;
    std::size_t chain = 1;         ///< the longest of all who ask
    BuildQueue::TicketPtr ticket;  ///< while it is being built, or waits for that
  };
  using JobPtr = std::shared_ptr<Job>;
  using Key = std::pair<std::string, int>;

  template <class Action>
  auto guarded(Action action) {
    return [alive = m_alive, action](auto&&... arguments) {
      if (*alive) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }
  static Key key_of(const Request& request) {
    return {request.image, request.prefer ? static_cast<int>(*request.prefer) : -1};
  }
  bool prefers(const Job& job, ImageSource source) const {
    return m_options.policy == SourcePolicy::automatic && job.request.prefer == source;
  }

  void list(const model::Stack& stack);
  void listed(const Result<std::vector<engine::ImageInfo>>& images);
  void start(const JobPtr& job);
  void choose_way(const JobPtr& job);
  void pull(const JobPtr& job, bool impatient);
  void pulled(const JobPtr& job, Pulled pulled);
  void build(const JobPtr& job);
  void base_ready(const JobPtr& job, const std::string& base, const Result<Provided>& provided);
  void build_on_bases(const JobPtr& job);
  void begin_build(const JobPtr& job, BuildOrder order);
  void raise(const JobPtr& job, std::size_t chain);
  void finish(const JobPtr& job, Result<Provided> result);
  void answer(const JobPtr& job);
  Error no_recipe(const Job& job) const;
  Error pull_error(const Job& job, const Error& error) const;
  Observer told(const JobPtr& job);
  Builder& builder();
  Puller& puller();

  engine::Engine& m_engine;
  Clock& m_clock;
  Process& m_processes;
  ProviderOptions m_options;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
  const model::Stack* m_stack = nullptr;
  std::unique_ptr<Inventory> m_inventory;
  std::unique_ptr<BuildQueue> m_queue;
  bool m_listed = false;
  std::map<Key, JobPtr> m_jobs;
  std::unique_ptr<Builder> m_builder;
  std::unique_ptr<Puller> m_puller;
};

void RealProvider::ensure(const model::Stack& stack, Request request, Observer observer,
                          engine::Completion<Provided> done) {
  if (m_stack != &stack) list(stack);
  auto& job = m_jobs[key_of(request)];
  const bool first = !job;
  const std::size_t chain = request.chain;
  if (first) {
    job = std::make_shared<Job>();
    job->request = std::move(request);
  }
  raise(job, chain);
  job->observers.push_back(std::move(observer));
  job->waiting.push_back(std::move(done));
  if (job->result) {
    m_clock.schedule(m_clock.now(), guarded([this, job = job] { answer(job); }));
  } else if (first && m_listed) {
    m_clock.schedule(m_clock.now(), guarded([this, job = job] { start(job); }));
  }
}

/// What a chain waits for, it waits for with all its bases.
void RealProvider::raise(const JobPtr& job, std::size_t chain) {
  if (chain <= job->chain) return;
  job->chain = chain;
  if (job->image == nullptr) return;  // its bases are asked for later
  for (const auto& base : job->image->bases) {
    const auto other = m_jobs.find(key_of({base}));
    if (other != m_jobs.end()) raise(other->second, chain);
  }
}

/// Once a stack: what the engine has. Jobs begin when the answer is here.
void RealProvider::list(const model::Stack& stack) {
  m_stack = &stack;
  m_jobs.clear();
  m_listed = false;
  m_inventory = std::make_unique<Inventory>(stack);
  m_engine.list_images(
      {}, m_clock.now() + k_list_within,
      guarded([this](const Result<std::vector<engine::ImageInfo>>& images) { listed(images); }));
}

void RealProvider::listed(const Result<std::vector<engine::ImageInfo>>& images) {
  m_listed = images.has_value();
  if (images) {
    for (const auto& image : *images)
      m_inventory->add(image);
  } else {
    m_stack = nullptr;  // the next request asks again
  }
  const auto jobs = m_jobs;
  for (const auto& [key, job] : jobs) {
    if (!images) {
      finish(job, images.error());
    } else if (!job->result) {
      start(job);
    }
  }
}

void RealProvider::start(const JobPtr& job) {
  if (job->result) return;
  const auto declared = m_stack->images.find(job->request.image);
  if (declared != m_stack->images.end()) job->image = &declared->second;
  auto found = m_inventory->find(job->request.image, m_options.policy, job->request.prefer);
  if (!found) return finish(job, found.error());
  if (*found) return finish(job, std::move(**found));
  choose_way(job);
}

void RealProvider::choose_way(const JobPtr& job) {
  const model::Image& image = *job->image;
  const bool registry_only =
      m_options.policy == SourcePolicy::registry || prefers(*job, ImageSource::registry);
  if (registry_only || image.recipe.empty()) {
    if (prefers(*job, ImageSource::recipe)) return finish(job, no_recipe(*job));
    return image.reference.empty() ? finish(job, no_recipe(*job)) : pull(job, false);
  }
  const bool recipe_only =
      m_options.policy == SourcePolicy::recipe || prefers(*job, ImageSource::recipe);
  if (recipe_only || image.reference.empty() || puller().given_up(image.reference))
    return build(job);
  pull(job, true);
}

void RealProvider::pull(const JobPtr& job, bool impatient) {
  const auto tell = told(job);
  tell.started(false);
  puller().pull(job->image->reference, impatient, tell.line,
                guarded([this, job](Pulled outcome) { pulled(job, std::move(outcome)); }));
}

void RealProvider::pulled(const JobPtr& job, Pulled pulled) {
  const model::Image& image = *job->image;
  if (pulled.outcome == Pulled::Outcome::pulled) {
    m_inventory->add(pulled.image);
    return finish(job, Provided{pulled.image.id, ImageSource::registry, image.reference, {}});
  }
  const bool registry_only = m_options.policy == SourcePolicy::registry ||
                             prefers(*job, ImageSource::registry) || image.recipe.empty();
  if (registry_only || pulled.outcome == Pulled::Outcome::failed)
    return finish(job, pull_error(*job, pulled.error));
  // That a registry does not know an image of our own is no news; that it refuses us is.
  if (pulled.outcome == Pulled::Outcome::denied && pulled.error.kind != ErrorKind::not_found &&
      m_options.notice)
    m_options.notice("Image `" + image.name +
                     "` is built from its recipe: " + pulled.error.message);
  build(job);
}

void RealProvider::build(const JobPtr& job) {
  told(job).started(true);
  job->bases_missing = job->image->bases.size();
  if (job->bases_missing == 0) return build_on_bases(job);
  for (const auto& base : job->image->bases) {
    Observer quiet;
    quiet.line = [tell = told(job), base](const std::string& line) {
      tell.line(base + ": " + line);
    };
    ensure(*m_stack, {base, {}, job->chain}, std::move(quiet),
           guarded([this, job, base](const Result<Provided>& provided) {
             base_ready(job, base, provided);
           }));
  }
}

void RealProvider::base_ready(const JobPtr& job, const std::string& base,
                              const Result<Provided>& provided) {
  if (job->result) return;
  if (!provided) return finish(job, provided.error());
  job->bases[base] = *provided;
  if (--job->bases_missing == 0) build_on_bases(job);
}

void RealProvider::build_on_bases(const JobPtr& job) {
  const auto recipe = m_inventory->recipe(job->image->name);
  if (!recipe) return finish(job, recipe.error());
  BuildOrder order{job->image, *recipe, {}, {}};
  std::map<std::string, std::string> identities;
  for (const auto& [name, base] : job->bases) {
    identities[name] = identity_of(base);
    order.bases[name] = base.reference;
  }
  order.hash = recipe_hash(**recipe, identities);
  if (auto found = m_inventory->by_hash(job->image->name, order.hash))
    return finish(job, std::move(*found));
  const auto begun = std::make_shared<bool>(false);
  const std::weak_ptr<Job> weak = job;
  const auto chain = [weak] { return weak.expired() ? 0 : weak.lock()->chain; };
  job->ticket = m_queue->enter(order.hash, chain, [this, weak, begun, order] {
    *begun = true;
    if (const auto self = weak.lock()) begin_build(self, order);
  });
  if (!*begun) told(job).line("waits for other builds to end");
}

void RealProvider::begin_build(const JobPtr& job, BuildOrder order) {
  order.in_background = !BuildQueue::is_awaited(job->chain);
  builder().build(std::move(order), told(job).line,
                  guarded([this, job](Result<Provided> built) { finish(job, std::move(built)); }));
}

Error RealProvider::no_recipe(const Job& job) const {
  const model::Image& image = *job.image;
  if (prefers(job, ImageSource::recipe))
    return {ErrorKind::image,
            "image `" + image.name +
                "` has no recipe any more, but one initialised a volume it is mounted with",
            image.declared_at,
            "bring RECIPE back, empty the volume, or force CAISSON_IMAGE_SOURCE=registry"};
  return {ErrorKind::image, "image `" + image.name + "` has no reference to pull",
          image.declared_at, "add REFERENCE, or leave CAISSON_IMAGE_SOURCE at `auto`"};
}

Error RealProvider::pull_error(const Job& job, const Error& error) const {
  Error shown = about(*job.image, error);
  const bool no_answer = shown.kind == ErrorKind::image || shown.kind == ErrorKind::timed_out;
  const bool nowhere = no_answer && job.image->recipe.empty() && !is_disk_full(error.message);
  if (nowhere) shown.kind = ErrorKind::not_found;
  if (!shown.remedy.empty()) return shown;
  if (m_options.policy == SourcePolicy::registry) {
    shown.remedy = "CAISSON_IMAGE_SOURCE=registry allows nothing else; `auto` would use a recipe";
  } else if (prefers(job, ImageSource::registry)) {
    shown.remedy =
        "a volume it is mounted with was initialised by the registry's image, so no other is used: "
        "make the registry reachable, empty the volume, or force CAISSON_IMAGE_SOURCE=recipe";
  } else if (job.image->recipe.empty()) {
    shown.remedy = "the image has no RECIPE to be built from instead";
  }
  return shown;
}

/// Speaks to everybody who waits for the job, also to those who come later.
Observer RealProvider::told(const JobPtr& job) {
  const std::weak_ptr<Job> weak = job;
  Observer all;
  all.started = guarded([weak](bool is_build) {
    const auto self = weak.lock();
    if (!self) return;
    for (const auto& observer : std::vector(self->observers))
      if (observer.started) observer.started(is_build);
  });
  all.line = guarded([weak](const std::string& line) {
    const auto self = weak.lock();
    if (!self) return;
    for (const auto& observer : std::vector(self->observers))
      if (observer.line) observer.line(line);
  });
  return all;
}

void RealProvider::finish(const JobPtr& job, Result<Provided> result) {
  if (job->result) return;
  if (result && !result->hash.empty())
    m_inventory->add({result->id,
                      {result->reference},
                      {{k_recipe_label, result->hash}, {k_image_label, job->request.image}},
                      0});
  job->result = std::move(result);
  job->ticket.reset();
  // A failure is not kept: who asks again may have mended it.
  if (!*job->result) m_jobs.erase(key_of(job->request));
  answer(job);
}

void RealProvider::answer(const JobPtr& job) {
  const auto alive = m_alive;
  job->observers.clear();
  for (auto& done : std::exchange(job->waiting, {})) {
    if (!*alive) return;
    done(*job->result);
  }
}

void RealProvider::cancel() {
  // Ends what is under way; what they were making is left as the engine has it.
  m_queue = std::make_unique<BuildQueue>(m_options.builds_at_once);
  m_builder.reset();
  m_puller.reset();
  const auto jobs = std::exchange(m_jobs, {});
  for (const auto& [key, job] : jobs) {
    if (job->result) continue;
    job->result = interrupted(job->request.image);
    m_clock.schedule(m_clock.now(), guarded([this, job = job] { answer(job); }));
  }
}

Builder& RealProvider::builder() {
  if (!m_builder)
    m_builder = std::make_unique<Builder>(m_engine, m_clock, m_processes, m_options.state_directory,
                                          host_settings());
  return *m_builder;
}

Puller& RealProvider::puller() {
  if (!m_puller)
    m_puller =
        std::make_unique<Puller>(m_engine, m_clock, m_options.registry_patience, m_options.notice);
  return *m_puller;
}

}  // namespace

std::unique_ptr<Provider> make_provider(engine::Engine& engine, Clock& clock, Process& processes,
                                        ProviderOptions options) {
  return std::make_unique<RealProvider>(engine, clock, processes, std::move(options));
}

}  // namespace caisson::image
