#pragma once

#include <gmock/gmock.h>

#include <fstream>
#include <optional>

#include "engine/simulated/simulated_engine.hpp"
#include "image/inventory.hpp"
#include "image/provider.hpp"
#include "image/recipe_folder.hpp"

namespace caisson::image::test {

/// A child process that does what the test says, on virtual time.
class FakeProcess final : public Process {
 public:
  explicit FakeProcess(Clock& clock) : m_clock(clock) {}

  std::vector<std::string> lines{"I: working"};
  ProcessExit exit;
  Duration takes = std::chrono::seconds(5);  ///< the lines come in its first second
  bool writes = true;  ///< whether the file named as the first argument is written
  std::vector<ProcessSpec> spawned;
  int killed = 0;

  std::unique_ptr<ChildProcess> spawn(ProcessSpec spec, std::function<void(std::string)> line,
                                      std::function<void(Result<ProcessExit>)> ended) override {
    spawned.push_back(spec);
    if (writes) std::ofstream(spec.argv.at(1)) << "tar";
    const auto alive = std::make_shared<bool>(true);
    m_clock.schedule(m_clock.now() + std::chrono::seconds(1), [this, alive, line] {
      for (const auto& text : lines)
        if (*alive) line(text);
    });
    m_clock.schedule(m_clock.now() + takes, [this, alive, ended] {
      if (std::exchange(*alive, false)) ended(exit);
    });
    return std::make_unique<Child>(*this, alive);
  }

 private:
  struct Child final : ChildProcess {
    Child(FakeProcess& owner, std::shared_ptr<bool> is_alive)
        : process(owner), alive(std::move(is_alive)) {}
    ~Child() override {
      if (std::exchange(*alive, false)) ++process.killed;
    }
    FakeProcess& process;
    std::shared_ptr<bool> alive;
  };
  Clock& m_clock;
};

/// A provider on a simulated engine: a base made by rootfs.sh, two images on it, one without
/// recipe.
class ProviderTest : public testing::Test {
 protected:
  ProviderTest() {
    folder.write("debian/rootfs.sh", "#!/bin/sh\n", true);
    folder.write("postgres/Dockerfile", "ARG BASE_DEBIAN\nFROM ${BASE_DEBIAN}\n");
    folder.write("redis/Dockerfile", "ARG BASE_DEBIAN\nFROM ${BASE_DEBIAN}\n");
    stack.images["debian"] = folder.image("debian");
    stack.images["postgres"] = folder.image("postgres", {"debian"});
    stack.images["redis"] = folder.image("redis", {"debian"});
    stack.images["vendor"] = folder.image("vendor");
    stack.images["vendor"].recipe.clear();
    engine.latencies.image = std::chrono::milliseconds(300);
  }

  void make(SourcePolicy policy = SourcePolicy::automatic) {
    ProviderOptions options;
    options.policy = policy;
    options.state_directory = folder.path("state");
    options.notice = [this](std::string line) { notices.push_back(std::move(line)); };
    provider = make_provider(engine, clock, process, std::move(options));
  }

  /// What an answer is, once it has come.
  using Answer = std::shared_ptr<std::optional<Result<Provided>>>;
  Answer ask(const std::string& image, std::optional<model::ImageSource> prefer = {}) {
    auto answer = std::make_shared<std::optional<Result<Provided>>>();
    Observer observer;
    observer.started = [this, image](bool build) {
      started.push_back(image + (build ? " build" : " pull"));
    };
    observer.line = [this](std::string line) { lines.push_back(std::move(line)); };
    m_inside = true;
    provider->ensure(stack, {image, prefer, chain}, std::move(observer),
                     [answer, &inside = m_inside](Result<Provided> provided) {
                       EXPECT_FALSE(inside) << "completed from inside ensure";
                       EXPECT_FALSE(answer->has_value()) << "completed twice";
                       *answer = std::move(provided);
                     });
    m_inside = false;
    return answer;
  }
  Result<Provided> get(const std::string& image, std::optional<model::ImageSource> prefer = {}) {
    const auto answer = ask(image, prefer);
    clock.run_until_idle();
    if (!*answer) return Error{ErrorKind::io, "never completed"};
    return **answer;
  }
  Result<Provided> get_anew(const std::string& image,
                            SourcePolicy policy = SourcePolicy::automatic) {
    make(policy);
    return get(image);
  }

  void registry_has_nothing() { fault("pull_image", {ErrorKind::not_found, "manifest unknown"}); }
  void registry_is_silent() { engine.latencies.image = std::chrono::minutes(10); }
  void fault(const std::string& call, Error error, int times = -1) {
    engine.faults.push_back({call, "", std::move(error), times, false});
  }
  std::size_t leftovers() const {
    std::size_t count = 0;
    if (!std::filesystem::exists(folder.path("state"))) return 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path("state")))
      count += entry.path().extension() == ".tar" ? 1U : 0U;
    return count;
  }

  RecipeFolder folder;
  model::Stack stack;
  engine::simulated::VirtualClock clock;
  engine::simulated::SimulatedEngine engine{clock};
  FakeProcess process{clock};
  std::size_t chain = 1;
  std::vector<std::string> notices;
  std::vector<std::string> started;
  std::vector<std::string> lines;
  std::unique_ptr<Provider> provider;

 private:
  bool m_inside = false;
};

}  // namespace caisson::image::test
