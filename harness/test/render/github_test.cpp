#include "render/github.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <yaml-cpp/yaml.h>

#include <regex>

#include "model/arbitrary.hpp"
#include "render/github_jobs.hpp"

namespace caisson::render {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// api on db in one mode, db alone in another, and a tool that is in none.
class Github : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db").image = "db";
    test::add_service(stack, "api", {"db"});
    test::add_service(stack, "tool", {"db"});
    image("db").reference = "db:1";
    stack.images.at("app").recipe = "/s/api/image";
    stack.images.at("app").context = "/s/work";
    test::add_mode(stack, "all", {"api"}).is_default = true;
    test::add_mode(stack, "data", {"db"});
    rendering.kind = model::Rendering::Kind::github;
    rendering.path = ".github/workflows/services.yml";
    rendering.declared_at = "/s/CMakeLists.txt:7";
  }
  model::Image& image(const std::string& name) {
    model::Image& made = stack.images[name];
    made.name = name;
    return made;
  }
  void test(const std::string& name, const std::vector<std::string>& services) {
    stack.tests[name] = {name, services};
  }
  Rendered rendered() const {
    const auto made = render_github(stack, rendering, options);
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? *made : Rendered{{{"", "{}"}}, {}};
  }
  YAML::Node job() const { return YAML::Load(rendered().files.at(0).text)["jobs"]["mode"]; }
  YAML::Node entries() const { return job()["strategy"]["matrix"]["include"]; }
  /// `name: tests` of each job.
  std::vector<std::string> said() const {
    std::vector<std::string> lines;
    for (const YAML::Node& entry : entries())
      lines.push_back(entry["name"].as<std::string>() + ": " + entry["tests"].as<std::string>());
    return lines;
  }

  model::Stack stack = test::empty_stack();
  model::Rendering rendering;
  GithubOptions options;
};

TEST_F(Github, HasAJobForEachMode) {
  EXPECT_THAT(said(), ElementsAre("all: ", "data: "));
  rendering.mode = "data";
  EXPECT_THAT(said(), ElementsAre("data: "));
}

TEST_F(Github, RunsATestWhereMostOfWhatItLeasesComesUpAnyway) {
  test("a.b", {"api"});
  test("only (db)", {"db"});
  test("tool", {"tool"});
  EXPECT_THAT(said(), ElementsAre("all: ^(a\\.b)$", "data: ^(only \\(db\\)|tool)$"));
}

TEST_F(Github, SharesOutWhatTakesTooLongForOneJob) {
  test("a", {"api"});
  test("b", {"api"});
  test("c", {"api"});
  test("d", {"api", "db"});
  options.test_seconds = {{"a", 500}, {"b", 300}, {"c", 200}, {"d", 100}};
  EXPECT_THAT(said(), ElementsAre("all 1 of 2: ^(a|d)$", "all 2 of 2: ^(b|c)$", "data: "));
  EXPECT_THAT(rendered().losses, IsEmpty());
}

TEST_F(Github, KeepsTogetherWhatLeasesTheSame) {
  test("a", {"api"});
  test("b", {"api"});
  test("c", {"api", "db"});
  options.test_seconds = {{"a", 250}, {"b", 300}, {"c", 400}};
  EXPECT_THAT(said(), ElementsAre("all 1 of 2: ^(a|b)$", "all 2 of 2: ^(c)$", "data: "));
}

TEST_F(Github, CountsATestWithoutATimeAsTheMeanOfTheOthers) {
  test("a", {"api"});
  test("b", {"api", "db"});
  options.test_seconds = {{"a", 500}, {"gone", 700}};
  EXPECT_THAT(said(), ElementsAre("all 1 of 2: ^(b)$", "all 2 of 2: ^(a)$", "data: "));
}

TEST_F(Github, SaysThatItKnowsNoTimes) {
  test("a", {"api"});
  EXPECT_THAT(rendered().losses, IsEmpty());
  test("b", {"api"});
  EXPECT_THAT(rendered().losses,
              ElementsAre("no times of tests are known, so that all of a mode are in one job: "
                          "`caisson report --format times` writes them for "
                          ".github/test-times.json"));
}

TEST_F(Github, KeysTheImagesByWhatTheyAreMadeOf) {
  const auto of = [&](const std::string& key) {
    return std::vector{entries()[0][key].as<std::string>(), entries()[1][key].as<std::string>()};
  };
  const auto declared = of("images");
  EXPECT_NE(declared[0], declared[1]);
  EXPECT_THAT(of("recipes"), ElementsAre("api/image/**\nwork/**", ""));
  stack.images.at("app").target = "other";
  EXPECT_NE(of("images")[0], declared[0]);
  EXPECT_EQ(of("images")[1], declared[1]);
  // A base counts, and a test's image does where the test runs.
  stack.images.at("db").bases = {"base"};
  image("base").recipe = "/s/base";
  EXPECT_THAT(of("recipes"), ElementsAre("api/image/**\nbase/**\nwork/**", "base/**"));
  test("tool", {"tool"});
  EXPECT_THAT(of("recipes"),
              ElementsAre("api/image/**\nbase/**\nwork/**", "api/image/**\nbase/**\nwork/**"));
  // One from elsewhere is no part of the repository, and its path is this machine's.
  const auto before = of("images");
  image("base").recipe = "/opt/recipes/base";
  EXPECT_THAT(of("recipes")[1], testing::Not(HasSubstr("base")));
  stack.source_dir = "/elsewhere";
  for (const char* name : {"app", "base"})
    stack.images.at(name).recipe = stack.images.at(name).context = "";
  const auto here = of("images");
  stack.images.at("base").recipe = "/opt/recipes/base";
  EXPECT_EQ(of("images"), here);
  EXPECT_NE(before, here);
}

TEST_F(Github, NamesNoFolderBelowOneThatItNames) {
  const auto recipes = [&] { return entries()[0]["recipes"].as<std::string>(); };
  stack.images.at("app").context = "/s/api";
  image("db").recipe = "/s/api-db";
  EXPECT_EQ(recipes(), "api-db/**\napi/**");
  stack.images.at("app").context = "/s";
  EXPECT_EQ(recipes(), "**");
}

TEST_F(Github, ReadsNothingOfTheMatrixInAScript) {
  for (const YAML::Node& step : job()["steps"]) {
    const std::string command = step["run"] ? step["run"].as<std::string>() : "";
    EXPECT_THAT(command, testing::Not(HasSubstr("${{")));
  }
}

TEST_F(Github, RefusesMoreJobsThanGithubRuns) {
  for (int i = 0; i < 255; ++i)
    test::add_mode(stack, fmt::format("m{}", i), {"db"});
  const auto made = render_github(stack, rendering, options);
  ASSERT_FALSE(made);
  EXPECT_EQ(to_string(made.error()),
            "/s/CMakeLists.txt:7: the matrix has 257 jobs, and GitHub runs 256 at most\n"
            "  declare several workflows, each with a MODE of its own");
}

/// A mode for each of some services, and tests that lease some.
model::Stack arbitrary_tested_stack(std::map<std::string, double>& seconds) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  std::vector<std::string> all;
  for (const auto& [name, service] : stack.services)
    all.push_back(name);
  for (const std::string& name : all) {
    if (*rc::gen::arbitrary<bool>()) test::add_mode(stack, "m-" + name, {name});
  }
  test::add_mode(stack, "all", all).is_default = true;
  for (std::size_t i = *rc::gen::inRange<std::size_t>(0, 40); i > 0; --i) {
    const std::string name = "test." + std::to_string(i);
    stack.tests[name] = {name, {*rc::gen::elementOf(all)}};
    if (*rc::gen::arbitrary<bool>()) seconds[name] = *rc::gen::inRange(1, 900);
  }
  return stack;
}

RC_GTEST_PROP(GithubConformance, RunsEachModeAndEachTestOnce, ()) {
  std::map<std::string, double> seconds;
  const model::Stack stack = arbitrary_tested_stack(seconds);
  model::Rendering rendering;
  rendering.path = ".github/workflows/a.yml";
  const auto made = render_github(stack, rendering, {seconds});
  RC_ASSERT(made.has_value());
  const YAML::Node document = YAML::Load(made->files.at(0).text);
  std::set<std::string> modes;
  std::set<std::string> names;
  std::map<std::string, int> runs;
  for (const YAML::Node& entry : document["jobs"]["mode"]["strategy"]["matrix"]["include"]) {
    RC_ASSERT(names.insert(entry["name"].as<std::string>()).second);
    modes.insert(entry["mode"].as<std::string>());
    const auto pattern = entry["tests"].as<std::string>();
    if (pattern.empty()) continue;
    for (const auto& [test, declared] : stack.tests)
      runs[test] += std::regex_match(test, std::regex(pattern)) ? 1 : 0;
  }
  for (const auto& [mode, declared] : stack.modes)
    RC_ASSERT(modes.contains(mode));
  RC_ASSERT(modes.size() == stack.modes.size());
  for (const auto& [test, declared] : stack.tests)
    RC_ASSERT(runs[test] == 1);
}

RC_GTEST_PROP(GithubConformance, FillsJobsEvenly, ()) {
  std::map<std::string, double> seconds;
  const model::Stack stack = arbitrary_tested_stack(seconds);
  for (const auto& [name, test] : stack.tests)
    seconds.try_emplace(name, 60);
  std::vector<std::string> modes;
  for (const auto& [name, mode] : stack.modes)
    modes.push_back(name);
  const auto jobs = github_jobs(stack, modes, seconds);
  RC_ASSERT(jobs.has_value());
  for (const GithubJob& job : *jobs) {
    double sum = 0;
    for (const std::string& test : job.tests)
      sum += seconds.at(test);
    // Longest first is at most a third above the best there is, or one test is as long as that.
    RC_ASSERT(sum <= 1200 || job.tests.size() == 1);
  }
}

}  // namespace
}  // namespace caisson::render
