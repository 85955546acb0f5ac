#include "image/builder.hpp"

#include <sys/stat.h>

#include <optional>
#include <sstream>
#include <utility>

#include "base/file.hpp"
#include "base/lock.hpp"
#include "base/paths.hpp"
#include "image/context.hpp"
#include "image/failure.hpp"
#include "image/inventory.hpp"

namespace caisson::image {
namespace {

constexpr Duration k_lock_pause = std::chrono::milliseconds(100);
/// Of 1024 that others have: enough to get on with where they leave anything.
constexpr std::int64_t k_background_shares = 32;
constexpr Duration k_look_within = std::chrono::seconds(10);
/// A compiler says nothing for minutes; whoever watches wants to see that it goes on.
constexpr Duration k_remind_after = std::chrono::seconds(30);

/// Names a Dockerfile declares with ARG; an argument it does not know would only make the engine
/// warn.
std::set<std::string> declared_arguments(const std::string& dockerfile) {
  std::set<std::string> names;
  std::istringstream lines(dockerfile);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "ARG" && word != "arg") continue;
    while (words >> word)
      names.insert(word.substr(0, word.find('=')));
  }
  return names;
}

bool is_predefined(const std::string& argument) {
  return argument.ends_with("_proxy") || argument.ends_with("_PROXY");
}

/// A file that is gone with this object.
struct TemporaryFile {
  explicit TemporaryFile(std::string at) : path(std::move(at)) {}
  ~TemporaryFile() { static_cast<void>(remove_file(path)); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path;
};

}  // namespace

struct Builder::Build {
  BuildOrder order;
  std::function<void(std::string)> line;
  engine::Completion<Provided> done;
  std::string tag;
  std::string said;  ///< the last line
  bool waiting_said = false;
  std::optional<Lock> lock;
  std::optional<Clock::TimerId> timer;
  std::optional<Clock::TimerId> reminder;
  std::optional<TemporaryFile> rootfs;
  Tail tail;
  std::unique_ptr<ChildProcess> child;
  engine::SubscriptionPtr subscription;

  void say(const std::string& text) {
    said = text;
    if (line) line(text);
  }
  engine::Labels labels() const {
    return {{k_recipe_label, order.hash}, {k_image_label, order.image->name}};
  }
};

Builder::Builder(engine::Engine& engine, Clock& clock, Process& processes,
                 std::string state_directory, HostSettings host)
    : m_engine(engine),
      m_clock(clock),
      m_processes(processes),
      m_state_directory(std::move(state_directory)),
      m_host(std::move(host)) {}

Builder::~Builder() {
  for (const auto& build : m_under_way) {
    if (build->timer) m_clock.cancel(*build->timer);
    if (build->reminder) m_clock.cancel(*build->reminder);
    build->subscription.reset();
    build->child.reset();
  }
}

void Builder::build(BuildOrder order, std::function<void(std::string)> line,
                    engine::Completion<Provided> done) {
  const auto build = std::make_shared<Build>();
  build->tag = recipe_tag(order.image->name, order.hash);
  build->order = std::move(order);
  build->line = std::move(line);
  build->done = std::move(done);
  m_under_way.insert(build);
  remind(build);
  later(build, Duration::zero(), &Builder::take_lock);
}

void Builder::later(const BuildPtr& build, Duration wait, void (Builder::*step)(const BuildPtr&)) {
  const std::weak_ptr<Build> weak = build;
  build->timer = m_clock.schedule(m_clock.now() + wait, [this, weak, step] {
    const auto self = weak.lock();
    if (!self) return;
    self->timer.reset();
    (this->*step)(self);
  });
}

void Builder::remind(const BuildPtr& build) {
  const std::weak_ptr<Build> weak = build;
  build->reminder = m_clock.schedule(m_clock.now() + k_remind_after, [this, weak] {
    const auto self = weak.lock();
    if (!self) return;
    if (!self->said.empty()) self->say(std::string(self->said));
    remind(self);
  });
}

std::string Builder::lock_path(const Build& build) const {
  return m_state_directory + "/image-" + build.order.hash + ".lock";
}

void Builder::take_lock(const BuildPtr& build) {
  if (auto made = make_directories(m_state_directory, 0700); !made)
    return finish(build, made.error());
  auto lock =
      Lock::acquire(lock_path(*build), "a build of image `" + build->order.image->name + "`");
  if (lock) {
    build->lock = std::move(*lock);
    return look_again(build);
  }
  if (lock.error().kind != ErrorKind::conflict) return finish(build, lock.error());
  if (!std::exchange(build->waiting_said, true)) {
    const auto holder = lock_holder(lock_path(*build));
    build->say("waiting for process " + (holder ? std::to_string(holder->pid) : "unknown") +
               ", which is making the same image");
  }
  later(build, k_lock_pause, &Builder::take_lock);
}

/// Somebody may have made it between our list and the lock.
void Builder::look_again(const BuildPtr& build) {
  const std::weak_ptr<Build> weak = build;
  const auto looked = [this, weak](Result<engine::ImageInfo> image) {
    const auto self = weak.lock();
    if (!self) return;
    if (!image && image.error().kind == ErrorKind::not_found) return begin(self);
    if (image && image->labels[k_recipe_label] != self->order.hash) return begin(self);
    finish(self, std::move(image));
  };
  m_engine.inspect_image(build->tag, m_clock.now() + k_look_within, looked);
}

void Builder::begin(const BuildPtr& build) {
  if (build->order.recipe->kind == Recipe::Kind::rootfs) return make_rootfs(build);
  build_dockerfile(build);
}

engine::Completion<engine::ImageInfo> Builder::finisher(const BuildPtr& build) {
  const std::weak_ptr<Build> weak = build;
  return [this, weak](Result<engine::ImageInfo> image) {
    if (const auto self = weak.lock()) finish(self, std::move(image));
  };
}

void Builder::build_dockerfile(const BuildPtr& build) {
  const auto& recipe = *build->order.recipe;
  const auto dockerfile = read_file(recipe.dockerfile);
  if (!dockerfile) return finish(build, dockerfile.error());
  auto context = pack_context(recipe, m_host.ca_certificates);
  if (!context) return finish(build, context.error());
  engine::BuildSpec spec;
  spec.tag = build->tag;
  spec.context = std::move(context->archive);
  spec.dockerfile = std::move(context->dockerfile);
  spec.target = recipe.target;
  spec.labels = build->labels();
  if (m_host.on_loopback) spec.network = "host";
  if (build->order.in_background) spec.cpu_shares = k_background_shares;
  const auto declared = declared_arguments(*dockerfile);
  for (const auto& [name, value] : m_host.variables) {
    if (is_predefined(name) || declared.contains(name)) spec.args[name] = value;
  }
  for (const auto& [base, reference] : build->order.bases)
    spec.args[base_argument(base)] = reference;
  const std::weak_ptr<Build> weak = build;
  const auto line = [weak](const std::string& text) {
    if (const auto self = weak.lock()) self->say(text);
  };
  build->subscription = m_engine.build_image(std::move(spec), line, finisher(build));
}

void Builder::make_rootfs(const BuildPtr& build) {
  const auto& recipe = *build->order.recipe;
  build->rootfs.emplace(m_state_directory + "/rootfs-" + build->order.hash.substr(0, 12) + ".tar");
  ProcessSpec spec;
  spec.argv = {recipe.folder + "/rootfs.sh", build->rootfs->path};
  spec.env = m_host.variables;
  spec.directory = recipe.folder;
  const std::weak_ptr<Build> weak = build;
  const auto line = [weak](std::string text) {
    const auto self = weak.lock();
    if (!self) return;
    self->tail.add(text);
    self->say(text);
  };
  const auto ended = [this, weak](const Result<ProcessExit>& end) {
    if (const auto self = weak.lock()) rootfs_ended(self, end);
  };
  build->child = m_processes.spawn(std::move(spec), line, ended);
}

void Builder::rootfs_ended(const BuildPtr& build, const Result<ProcessExit>& end) {
  if (!end) return finish(build, end.error());
  const std::string script = build->order.recipe->folder + "/rootfs.sh";
  struct stat written {};
  std::string why;
  if (end->signal != 0) {
    why = "was ended by signal " + std::to_string(end->signal);
  } else if (end->code != 0) {
    why = "exited with code " + std::to_string(end->code);
  } else if (::stat(build->rootfs->path.c_str(), &written) != 0 || written.st_size == 0) {
    why = "wrote nothing to the file given as its argument";
  }
  if (why.empty()) return import_rootfs(build);
  finish(build, Error{ErrorKind::image, "cannot make image `" + build->order.image->name + "`: `" +
                                            script + "` " + why + build->tail.text()});
}

void Builder::import_rootfs(const BuildPtr& build) {
  build->say("importing the root file system");
  build->subscription =
      m_engine.import_image(build->tag, build->rootfs->path, build->labels(), finisher(build));
}

void Builder::finish(const BuildPtr& build, Result<engine::ImageInfo> result) {
  if (m_under_way.erase(build) == 0) return;
  m_clock.cancel(*std::exchange(build->reminder, std::nullopt));
  build->lock.reset();
  build->rootfs.reset();
  const auto done = std::exchange(build->done, nullptr);
  // We may be inside a callback of the child or the engine: they go when it has returned.
  m_clock.schedule(m_clock.now(), [build] {
    build->subscription.reset();
    build->child.reset();
  });
  if (!result) return done(about(*build->order.image, result.error()));
  done(Provided{result->id, model::ImageSource::recipe, build->tag, build->order.hash});
}

}  // namespace caisson::image
