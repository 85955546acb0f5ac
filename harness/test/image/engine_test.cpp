#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "engine/docker/docker_engine.hpp"
#include "image/provider.hpp"
#include "image/recipe.hpp"
#include "image/recipe_folder.hpp"

namespace caisson::image {
namespace {

using model::ImageSource;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// Recipes built by the real engine of this machine; what they make is removed with the test.
class ImageOnEngine : public testing::Test {
 protected:
  void SetUp() override {
    auto connected = engine::docker::connect(m_loop);
    if (!connected) {
      const char* required = ::getenv("CAISSON_REQUIRE_ENGINE");
      if (required != nullptr && std::string(required) == "1") FAIL() << connected.error().message;
      GTEST_SKIP() << to_string(connected.error());
    }
    m_engine = std::move(*connected);
  }

  void TearDown() override {
    for (auto made = m_made.rbegin(); made != m_made.rend(); ++made) {
      const std::string command = "docker rmi --force " + *made + " >/dev/null 2>&1";
      EXPECT_EQ(std::system(command.c_str()), 0) << "left behind: " << *made;
    }
  }

  /// A name nobody else has, and a recipe folder for it.
  std::string add_image(const std::string& kind, std::vector<std::string> bases = {}) {
    const std::string name = "imagetest-" + kind + "-" + std::to_string(::getpid());
    m_stack.images[name] = m_folder.image(name, std::move(bases));
    return name;
  }

  Result<Provided> get(const std::string& image) {
    const auto processes = make_system_process(m_loop);
    ProviderOptions options;
    options.policy = SourcePolicy::recipe;
    options.state_directory = m_folder.path("state");
    const auto provider = make_provider(*m_engine, m_loop.clock(), *processes, options);
    m_lines.clear();
    m_builds = 0;
    std::optional<Result<Provided>> answer;
    Observer observer{[this](bool build) { m_builds += build ? 1 : 0; },
                      [this](std::string line) { m_lines.push_back(std::move(line)); }};
    provider->ensure(m_stack, {image, {}}, std::move(observer), [&](Result<Provided> provided) {
      answer = std::move(provided);
      m_loop.stop();
    });
    m_loop.run();
    if (!answer) return Error{ErrorKind::io, "never completed"};
    if (*answer && m_builds > 0) m_made.push_back((*answer)->reference);
    return *answer;
  }

  Loop m_loop;
  std::unique_ptr<engine::Engine> m_engine;
  test::RecipeFolder m_folder;
  model::Stack m_stack;
  std::vector<std::string> m_made;
  std::vector<std::string> m_lines;
  int m_builds = 0;
};

TEST_F(ImageOnEngine, BuildsOnceAndFindsItAgain) {
  const auto name = add_image("scratch");
  m_folder.write(name + "/Dockerfile",
                 "FROM scratch\nCOPY .caisson/ca-certificates.crt /ca.crt\nCOPY data /data\n");
  m_folder.write(name + "/data", "1");
  const auto built = get(name);
  ASSERT_TRUE(built) << to_string(built.error());
  EXPECT_EQ(built->source, ImageSource::recipe);
  EXPECT_EQ(m_builds, 1);
  EXPECT_THAT(m_lines, Contains(HasSubstr("COPY data /data")));
  const auto again = get(name);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(again->id, built->id);
  EXPECT_EQ(again->hash, built->hash);
  EXPECT_EQ(m_builds, 0);
  EXPECT_THAT(m_lines, IsEmpty());
}

TEST_F(ImageOnEngine, ImportsARootFileSystemAndBuildsOnIt) {
  const auto base = add_image("base");
  m_folder.write(base + "/rootfs.sh",
                 "#!/bin/sh\nset -e\necho making it\ntar -cf \"$1\" rootfs.sh\n", true);
  const auto name = add_image("child", {base});
  const auto argument = base_argument(base);
  m_folder.write(name + "/Dockerfile",
                 "ARG " + argument + "\nFROM ${" + argument + "}\nLABEL tested=yes\n");
  const auto built = get(name);
  ASSERT_TRUE(built) << to_string(built.error());
  EXPECT_THAT(m_lines, Contains(base + ": making it"));
  const auto made_base = get(base);
  ASSERT_TRUE(made_base) << to_string(made_base.error());
  EXPECT_EQ(m_builds, 0) << "made on the way";
  m_made.insert(m_made.begin(), made_base->reference);
}

TEST_F(ImageOnEngine, AFailedBuildNamesTheStep) {
  const auto name = add_image("broken");
  m_folder.write(name + "/Dockerfile", "FROM scratch\nCOPY absent /absent\n");
  const auto built = get(name);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().kind, ErrorKind::image);
  EXPECT_EQ(built.error().place, "/s/CMakeLists.txt:7");
  EXPECT_THAT(built.error().message, AllOf(HasSubstr("COPY absent /absent"), HasSubstr("absent")));
}

}  // namespace
}  // namespace caisson::image
