#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "engine/embedded/images.hpp"
#include "engine/embedded/store/raw_tar.hpp"
#include "engine/embedded/store/whiteout.hpp"

namespace caisson::engine::embedded {
namespace {

namespace fs = std::filesystem;
using test::RawTar;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// What a shell prints.
std::string output_of(const std::string& command) {
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr)
    text += buffer.data();
  return text;
}

/// This machine's shell and a few programs, with the libraries that they are linked with.
RawTar programs() {
  RawTar tar;
  tar.folder("tmp", 01777).folder("etc").folder("usr/bin").folder("usr/lib").folder("usr/lib64");
  for (const char* name : {"bin", "lib", "lib64"})
    tar.symlink(name, std::string("usr/") + name);
  tar.file("etc/passwd", "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n");
  tar.file("etc/group", "root:x:0:\nnode:x:1000:\nwheel:x:10:node\n");
  std::set<std::string> files;
  for (const char* name : {"sh", "cat", "id", "ls", "sleep", "mkdir", "rm", "mknod", "touch"}) {
    const std::string path = output_of(std::string("command -v ") + name);
    files.insert(path.substr(0, path.find('\n')));
  }
  for (const std::string& program : std::set(files)) {
    std::istringstream libraries(output_of("ldd " + program + " | grep -o '/[^ ]*'"));
    for (std::string library; std::getline(libraries, library);)
      files.insert(library);
  }
  for (const std::string& path : files)
    tar.file(path.substr(1), *read_file(path), 0755);
  return tar;
}

/// Recipes built without an engine, by the real command.
class Build : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root may build";
    auto made = Images::make(m_loop, root(), CAISSON_BINARY);
    ASSERT_TRUE(made);
    m_images = std::move(*made);
    std::ofstream(m_folder / "base.tar", std::ios::binary) << programs().bytes();
    ASSERT_TRUE(m_images->store().import(m_folder / "base.tar", "base:1", {{"old", "label"}}));
  }

  std::string root() const { return m_folder / "store"; }

  Result<ImageInfo> build(const std::string& dockerfile, RawTar context = {},
                          const std::string& network = {}) {
    context.file("Dockerfile", dockerfile);
    BuildSpec spec;
    spec.tag = "caisson/made:1";
    spec.context = context.bytes();
    spec.args = {{"BASE_PROGRAMS", "base:1"}, {"GIVEN", "given"}};
    spec.labels = {{"dev.caisson.recipe", "abc"}};
    spec.network = network;
    m_lines.clear();
    std::optional<Result<ImageInfo>> outcome;
    const auto building = m_images->build_image(
        spec, [this](std::string line) { m_lines.push_back(std::move(line)); },
        [&](Result<ImageInfo> made) {
          outcome = std::move(made);
          m_loop.stop();
        });
    m_loop.run();
    return *outcome;
  }

  std::string failure(const std::string& dockerfile, RawTar context = {}) {
    const auto built = build(dockerfile, std::move(context));
    return built ? "(built)" : built.error().message;
  }

  /// What the image has at a path, from its uppermost layer that has it.
  std::string text(const std::string& path) {
    const auto image = m_images->store().find("caisson/made:1");
    for (const auto& layer : image->layers)
      if (const auto found = read_file(layer / path)) return *found;
    return "(none)";
  }

  void expect_nothing_left() const {
    EXPECT_TRUE(fs::is_empty(root() + "/scratch"));
    EXPECT_THAT(*read_file("/proc/self/mounts"), Not(HasSubstr(root())));
  }

  caisson::test::TemporaryFolder m_folder;
  Loop m_loop;
  std::unique_ptr<Images> m_images;
  std::vector<std::string> m_lines;
};

constexpr const char* k_staged = R"(ARG BASE_PROGRAMS
FROM ${BASE_PROGRAMS} AS made
ARG GIVEN
WORKDIR /work
COPY *.txt in/
RUN cat in/a.txt in/b.txt >both && echo "$GIVEN" >>both && id -un >>both
FROM base:1 AS unused
RUN exit 9
FROM base:1
ENV NAME=value
COPY --from=made --chown=node --chmod=0600 /work/both /srv/
USER node
RUN id -u >/tmp/who && echo "$HOME $NAME" >>/tmp/who
WORKDIR /srv/app
CMD ["cat", "/srv/both"]
)";

TEST_F(Build, MakesAnImageOfStages) {
  const RawTar context = RawTar().file("a.txt", "A\n").file("b.txt", "B\n").file("c.md", "C");
  const auto built = build(k_staged, context);
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_THAT(built->tags, ElementsAre("caisson/made:1"));
  EXPECT_EQ(built->labels.at("dev.caisson.recipe"), "abc");
  EXPECT_EQ(text("srv/both"), "A\nB\ngiven\nroot\n");
  EXPECT_EQ(text("tmp/who"), "1000\n/home/node value\n");
  const auto image = *m_images->store().find(built->id);
  EXPECT_THAT(image.config.command, ElementsAre("cat", "/srv/both"));
  EXPECT_EQ(image.config.working_directory, "/srv/app");
  EXPECT_EQ(image.config.user, "node");
  EXPECT_TRUE(fs::is_directory(image.layers.front() / "srv/app"));
  EXPECT_EQ(text("work/both"), "(none)") << "of the other stage";
  for (const auto& layer : image.layers) {
    struct stat status {};
    if (::stat((layer / "srv/both").c_str(), &status) != 0) continue;
    EXPECT_EQ(status.st_uid, 1000U);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
  }
  EXPECT_THAT(m_lines, Contains("Step 2/4 (made) : WORKDIR /work"));
  EXPECT_THAT(m_lines, Not(Contains(HasSubstr("unused"))));
  expect_nothing_left();
}

TEST_F(Build, StepsOfTheSameThingsAreMadeOnce) {
  const RawTar context = RawTar().file("a.txt", "A\n").file("b.txt", "B\n");
  const auto first = build(k_staged, context);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_THAT(m_lines, Not(Contains(" ---> made before")));
  const auto again = build(k_staged, context);
  EXPECT_EQ(again->id, first->id) << "the same image";
  EXPECT_EQ(std::count(m_lines.begin(), m_lines.end(), " ---> made before"), 5);
  const auto other = build(k_staged, RawTar().file("a.txt", "A\n").file("b.txt", "changed\n"));
  EXPECT_NE(other->id, first->id);
  EXPECT_EQ(text("srv/both"), "A\nchanged\ngiven\nroot\n");
  EXPECT_THAT(m_lines, Not(Contains(" ---> made before")));
}

TEST_F(Build, AStepThatFailsIsNamedWithWhatItSaid) {
  const std::string said = failure("FROM base:1\nRUN echo before\nRUN echo why >&2; exit 7\n");
  EXPECT_THAT(said, HasSubstr("cannot build image `caisson/made:1`: Dockerfile, line 3: "
                              "`RUN echo why >&2; exit 7` ended with exit code 7\n  | why"));
  EXPECT_THAT(said, Not(HasSubstr("before")));
  EXPECT_EQ(m_images->store().find("caisson/made:1").error().kind, ErrorKind::not_found);
  expect_nothing_left();
}

TEST_F(Build, WhatCannotBeDoneIsSaidWithItsLine) {
  EXPECT_THAT(failure("FROM base:1\nRUN [\"/bin/none\"]\n"),
              HasSubstr("line 2: cannot start the command: No such file or directory"));
  EXPECT_THAT(failure("FROM base:1\nUSER nobody-here\nRUN x\n"),
              HasSubstr("line 3: the image has no user `nobody-here`"));
  EXPECT_THAT(failure("FROM base:1\nCOPY none.txt /\n"),
              HasSubstr("line 2: there is no `none.txt` to be copied"));
  EXPECT_THAT(failure("FROM base:1\nCOPY *.none /\n"), HasSubstr("`*.none` matches nothing"));
  EXPECT_THAT(failure("FROM base:1\nCOPY ../x /\n"), HasSubstr("leads out of the image"));
  EXPECT_THAT(failure("FROM base:1\nCOPY a b c\n", RawTar().file("a", "").file("b", "")),
              HasSubstr("the last one has to be a folder"));
  EXPECT_THAT(failure("ARG NONE\nFROM $NONE\n"), HasSubstr("line 2: `$NONE` is empty"));
  EXPECT_THAT(failure("FROM base:1\nADD a b\n"), HasSubstr("ADD is not known"));
  expect_nothing_left();
}

TEST_F(Build, RemovedFilesAreWhiteouts) {
  const auto built = build(
      "FROM base:1\nRUN mkdir /d && touch /d/a /d/b\nRUN rm /d/a\nRUN rm -r /d && mkdir /d && ls "
      "-A /d >/seen\n");
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_EQ(text("seen"), "");
  const auto layers = m_images->store().find(built->id)->layers;
  struct stat status {};
  ASSERT_EQ(::lstat((layers[1] / "d/a").c_str(), &status), 0);
  EXPECT_TRUE(store::is_whiteout_device(status));
}

TEST_F(Build, AStepSeesNothingOfTheMachine) {
  const auto built = build(
      "FROM base:1\n"
      "RUN cat /proc/1/cmdline >/one; cat /proc/sys/kernel/hostname >/host\n"
      "RUN (echo x >/proc/sys/kernel/core_pattern) 2>/dev/null && echo wrote >/wrote || true\n"
      "RUN mknod /disk b 8 0 2>/dev/null && echo made >/made || true\n"
      "RUN ls -A /dev >/devices; echo x >/dev/null\n");
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_THAT(text("one"), HasSubstr("cat /proc/1/cmdline"));
  EXPECT_EQ(text("host"), "build\n");
  EXPECT_EQ(text("wrote"), "(none)");
  EXPECT_EQ(text("made"), "(none)");
  EXPECT_THAT(text("devices"), HasSubstr("null"));
  EXPECT_THAT(text("devices"), Not(HasSubstr("vda")));
}

TEST_F(Build, WithoutANetworkThereIsTheLoopbackOnly) {
  const auto built = build("FROM base:1\nRUN cat /proc/net/dev >/net\n", {}, "none");
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_THAT(text("net"), HasSubstr("lo:"));
  EXPECT_EQ(
      output_of("grep -c : " + m_images->store().find(built->id)->layers[0].string() + "/net"),
      "1\n");
  EXPECT_THAT(build("FROM base:1\nRUN x\n", {}, "shop").error().message,
              HasSubstr("a build cannot join the network `shop`"));
}

TEST_F(Build, ALinkInTheImageLeadsNowhereOnTheMachine) {
  fs::create_directories(m_folder / "machine");
  RawTar tar = programs();
  tar.symlink("away", m_folder / "machine").folder("inside");
  std::ofstream(m_folder / "base.tar", std::ios::binary) << tar.bytes();
  ASSERT_TRUE(m_images->store().import(m_folder / "base.tar", "links:1", {}));
  static_cast<void>(failure("FROM links:1\nCOPY a /away/a\nWORKDIR /away/b\nRUN echo x >/away/c\n",
                            RawTar().file("a", "x")));
  RawTar etc;
  etc.symlink("etc", m_folder / "machine");
  std::ofstream(m_folder / "base.tar", std::ios::binary) << etc.bytes();
  ASSERT_TRUE(m_images->store().import(m_folder / "base.tar", "etc:1", {}));
  static_cast<void>(failure("FROM etc:1\nRUN [\"/bin/none\"]\n"));
  EXPECT_TRUE(fs::is_empty(m_folder / "machine"));
  expect_nothing_left();
}

TEST_F(Build, ThatIsLetGoOfLeavesNothing) {
  BuildSpec spec;
  spec.tag = "caisson/made:1";
  spec.context =
      RawTar().file("Dockerfile", "FROM base:1\nRUN echo begun; sleep 86399.25\n").bytes();
  SubscriptionPtr building = m_images->build_image(
      spec,
      [&](const std::string& line) {
        if (line == "begun") m_loop.stop();
      },
      [&](const Result<ImageInfo>&) { FAIL() << "nobody asks any more"; });
  m_loop.run();
  EXPECT_NE(output_of("pgrep -f '^sleep 86399.25'"), "");
  building.reset();
  // The kernel ends the step with its namespace, a moment after the worker.
  for (int tries = 0; tries < 200 && !output_of("pgrep -f '^sleep 86399.25'").empty(); ++tries)
    ::usleep(10'000);
  EXPECT_EQ(output_of("pgrep -f '^sleep 86399.25'"), "");
  EXPECT_THAT(*read_file("/proc/self/mounts"), Not(HasSubstr(root())));
  const auto next = build("FROM base:1\nRUN echo next\n");
  EXPECT_TRUE(next);
  expect_nothing_left();
}

}  // namespace
}  // namespace caisson::engine::embedded
