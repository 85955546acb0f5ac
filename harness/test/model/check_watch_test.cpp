#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "model/check.hpp"

namespace caisson::model {
namespace {
using Action = Watch::Action;

/// api on db, with sources that are mounted.
class CheckWatch : public testing::Test {
 protected:
  void SetUp() override {
    stack.images.at("app").recipe = "/s/image";
    test::add_service(stack, "db");
    Service& api = test::add_service(stack, "api", {"db"});
    api.volumes = {{"/s/src", "/app/src", true}, {"cache", "/cache", false}};
    api.watch = {{"/s/src", Action::sync, ""},
                 {"/s/src/data", Action::sync, ""},
                 {"/s/public", Action::sync, "/app/public"},
                 {"/s/config", Action::restart, ""},
                 {"/s/package.json", Action::rebuild, ""}};
    api.restart_with = {"db"};
  }

  Service& api() { return stack.services.at("api"); }

  /// The one mistake that was made.
  void expect(const std::string& place, const std::string& message, const std::string& remedy) {
    const Problems problems = check(stack);
    ASSERT_EQ(problems.size(), 1u) << to_error(problems, "test").message;
    EXPECT_EQ(problems[0].place, "/s/CMakeLists.txt:2: services.api." + place);
    EXPECT_EQ(problems[0].message, message);
    EXPECT_EQ(problems[0].remedy, remedy);
  }

  Stack stack = test::empty_stack();
};

TEST_F(CheckWatch, FindsNothingInWhatIsRight) {
  EXPECT_TRUE(check(stack).empty());
}

TEST_F(CheckWatch, OnAOneShot) {
  api().completes = true;
  expect("watch", "is on a one-shot",
         "one runs again when its image or what it depends on is made anew: drop WATCH");
}

TEST_F(CheckWatch, ARelativePath) {
  api().watch = {{"src", Action::restart, ""}};
  expect("watch", "`src` is no absolute path", "begin it with `/`");
}

TEST_F(CheckWatch, APathGivenTwice) {
  api().watch.push_back({"/s/config", Action::rebuild, ""});
  expect("watch", "`/s/config` is given twice", "keep one of them");
}

TEST_F(CheckWatch, SyncOfWhatIsNotMounted) {
  api().watch = {{"/s/srcs", Action::sync, ""}};
  expect("watch", "`/s/srcs` is to be synced and is in none of the VOLUMES",
         "mount it, or say `sync:<folder in the container>`");
}

TEST_F(CheckWatch, ARelativeTarget) {
  api().watch = {{"/s/public", Action::sync, "app/public"}};
  expect("watch", "`app/public` is no absolute path in the container", "begin it with `/`");
}

TEST_F(CheckWatch, ATargetThatIsMountedAlready) {
  api().watch = {{"/s/public", Action::sync, "/app/src"}};
  expect("watch", "`/app/src` is mounted twice", "keep one of them");
}

TEST_F(CheckWatch, ATargetOfARestart) {
  api().watch = {{"/s/config", Action::restart, "/app/config"}};
  expect("watch", "`/s/config` has a folder in the container", "only `sync` takes one");
}

TEST_F(CheckWatch, RebuildWithoutARecipe) {
  stack.images.at("app").recipe.clear();
  expect("watch", "`rebuild`, but the image `app` has no recipe",
         "add RECIPE to it, or say `restart`");
}

TEST_F(CheckWatch, RestartWithAStranger) {
  test::add_service(stack, "mailer");
  api().restart_with = {"mailer"};
  expect("restart_with", "`mailer` is neither in DEPENDS nor in WANTS",
         "add it to the one that is true, or take it out");
}

TEST_F(CheckWatch, RestartsThatGoRound) {
  Service& db = stack.services.at("db");
  db.wants = {"api"};
  db.restart_with = {"api"};
  expect("restart_with", "the services are restarted with each other: `api → db → api`",
         "take one RESTART_WITH of the cycle away");
}

}  // namespace
}  // namespace caisson::model
