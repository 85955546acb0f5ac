#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <charconv>
#include <filesystem>

#include "base/file.hpp"
#include "base/process_end.hpp"
#include "engine/embedded/wire/place.hpp"
#include "holder.hpp"
#include "plan/identity.hpp"
#include "session.hpp"

namespace caisson::test {
using namespace engine;
using namespace engine::embedded;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

namespace {

/// The processes of a nest, as /proc tells them by their command lines.
std::vector<pid_t> processes_of(const std::string& nest) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size()) continue;
    const auto line = read_file(entry.path().string() + "/cmdline");
    if (line && line->find("caisson-nest") != line->npos && line->find(nest) != line->npos)
      found.push_back(pid);
  }
  return found;
}

bool ends_within(const Descriptor& pidfd, std::chrono::milliseconds limit) {
  pollfd end{pidfd.get(), POLLIN, 0};
  return ::poll(&end, 1, static_cast<int>(limit.count())) == 1;
}

bool has_cgroups(const std::string& nest) {
  for (const auto& controller : fs::directory_iterator("/sys/fs/cgroup"))
    if (fs::exists(controller.path() / "caisson" / nest)) return true;
  return fs::exists("/sys/fs/cgroup/caisson/" + nest);
}

}  // namespace

/// Of the embedded engine: what the kernel promises when its processes are killed.
class NestTest : public EngineTest {
 protected:
  void SetUp() override {
    if (!is_embedded()) GTEST_SKIP() << "this engine has no nests";
    home = value_of(find_home());
  }
  Labels of_instance(const std::string& stem) {
    Labels labels = session.labels();
    labels[plan::label::k_instance] = session.name(stem);
    return labels;
  }
  std::string nest_of(const Labels& labels) { return nest_key(home.runtime, labels).id; }
  std::size_t count(const Labels& labels) {
    return value_of(session.await<std::vector<Container>>([&](auto done) {
             engine.list_containers(labels, session.soon(), std::move(done));
           }))
        .size();
  }
  std::string mounts() { return value_of(read_file("/proc/self/mountinfo")); }

  Home home;
};

TEST_F(NestTest, AKilledOneTakesItsContainersAlongAndLeavesNothing) {
  const Labels labels = of_instance("killed");
  const std::string nest = nest_of(labels);
  const std::string mounts_before = mounts();
  ContainerSpec its_spec = spec("victim", {"stubborn"});
  its_spec.labels = labels;
  const std::string id = run(its_spec);
  const Descriptor victim = open_pidfd(value_of(inspect(id)).pid);
  ASSERT_TRUE(victim);
  EXPECT_EQ(mounts(), mounts_before) << "a nest mounts for itself only";
  const std::vector<pid_t> processes = processes_of(nest);
  ASSERT_EQ(processes.size(), 1U);
  const Descriptor gone = open_pidfd(processes.front());
  ASSERT_EQ(::kill(processes.front(), SIGKILL), 0);
  EXPECT_TRUE(ends_within(gone, std::chrono::seconds(5)));
  EXPECT_TRUE(ends_within(victim, std::chrono::milliseconds(0)));
  EXPECT_EQ(count(labels), 0U);
  EXPECT_EQ(inspect(id).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(has_cgroups(nest)) << "the one thing that the kernel leaves";
  // The next nest, of whatever instance, sweeps.
  ContainerSpec next = spec("next", {"sleep"});
  next.labels = of_instance("next");
  value_of(create(next));
  EXPECT_FALSE(has_cgroups(nest));
  EXPECT_FALSE(fs::exists(home.scratch(nest)));
  EXPECT_FALSE(fs::exists(home.roots(nest)));
  EXPECT_FALSE(fs::exists(home.socket(nest)));
}

TEST_F(NestTest, ThatOfAnEnvironmentDiesWithWhoMadeIt) {
  Labels labels = of_instance("environment");
  labels[plan::label::k_environment] = "tests";
  const std::string nest = nest_of(labels);
  Holder maker("--environment", session.name("environment") + " " + session.image());
  ASSERT_TRUE(maker.has_started());
  const auto made = value_of(session.await<std::vector<Container>>([&](auto done) {
    engine.list_containers({{plan::label::k_instance, session.name("environment")}}, session.soon(),
                           std::move(done));
  }));
  ASSERT_EQ(made.size(), 1U) << "found by who did not make it";
  const Descriptor victim = open_pidfd(value_of(inspect(made.front().id)).pid);
  ASSERT_TRUE(victim);
  EXPECT_EQ(processes_of(nest).size(), 2U);
  maker.kill();
  EXPECT_TRUE(ends_within(victim, std::chrono::seconds(5)));
  EXPECT_EQ(count({{plan::label::k_instance, session.name("environment")}}), 0U);
  EXPECT_THAT(processes_of(nest), IsEmpty());
}

TEST_F(NestTest, OfTwoInstancesNeitherReachesTheOther) {
  std::vector<std::string> ids;
  for (const char* const stem : {"one", "two"}) {
    const Labels labels = of_instance(stem);
    const Network network = value_of(session.await<Network>([&](auto done) {
      // The same subnet: what is in a nest is nobody else's.
      engine.create_network({session.name(stem), "10.126.7.0/24", labels}, session.soon(),
                            std::move(done));
    }));
    ContainerSpec its_spec = spec(stem, {"listen", "7000"});
    its_spec.labels = labels;
    its_spec.networks = {{network.name, "10.126.7.9"}};
    ids.push_back(run(its_spec));
  }
  for (const std::string& id : ids) {
    const std::string devices = value_of(exec(id, {"/guest", "file", "/proc/net/dev"})).output;
    EXPECT_THAT(devices, HasSubstr("eth0"));
    EXPECT_THAT(devices, Not(HasSubstr("eth1")));
    EXPECT_EQ(value_of(inspect(id)).networks.front().address, "10.126.7.9");
  }
}

TEST_F(NestTest, AnEmptyOneEnds) {
  const Labels labels = of_instance("empty");
  const std::string nest = nest_of(labels);
  ContainerSpec its_spec = spec("only", {"sleep"});
  its_spec.labels = labels;
  const std::string id = run(its_spec);
  const std::vector<pid_t> processes = processes_of(nest);
  ASSERT_EQ(processes.size(), 1U);
  const Descriptor gone = open_pidfd(processes.front());
  expect_done(session.await<void>(
      [&](auto done) { engine.remove_container(id, session.soon(), std::move(done)); }));
  EXPECT_TRUE(ends_within(gone, std::chrono::seconds(5)));
  EXPECT_FALSE(has_cgroups(nest));
  EXPECT_FALSE(fs::exists(home.socket(nest)));
  EXPECT_FALSE(fs::exists(home.roots(nest)));
}

}  // namespace caisson::test
