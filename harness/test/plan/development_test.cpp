#include "plan/development.hpp"

#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "model/check.hpp"

namespace caisson::plan {
namespace {
using Action = model::Watch::Action;

class Development : public testing::Test {
 protected:
  void SetUp() override {
    model::Image& image = stack.images.at("app");
    image.recipe = "/s/image";
    image.bases = {"base"};
    image.target = "runtime";
    image.dev_target = "dev";
    model::Image base;
    base.name = "base";
    base.reference = "base:1";
    stack.images.emplace("base", base);
    test::add_service(stack, "worker");
    test::add_service(stack, "api").watch = {{"/s/src", Action::sync, "/app/src"},
                                             {"/s/config", Action::restart, ""}};
  }
  model::Stack stack = test::empty_stack();
};

TEST_F(Development, WatchedServicesRunTheStageThatIsForIt) {
  const model::Stack changed = development(stack);
  EXPECT_EQ(changed.services.at("api").image, "app.dev");
  EXPECT_TRUE(is_worked_on(changed.services.at("api")));
  EXPECT_FALSE(is_worked_on(stack.services.at("api")));
  const model::Image& image = changed.images.at("app.dev");
  EXPECT_EQ(image.name, "app.dev");
  EXPECT_EQ(image.target, "dev");
  EXPECT_EQ(image.recipe, "/s/image");
  EXPECT_EQ(image.bases, std::vector<std::string>{"base"});
  EXPECT_EQ(image.reference, "") << "a registry has it at another stage";
  EXPECT_EQ(changed.images.at("app"), stack.images.at("app"));
  EXPECT_TRUE(model::check(changed).empty());
}

TEST_F(Development, WhatIsSyncedIsMountedReadOnly) {
  const model::Stack changed = development(stack);
  const std::vector<model::Volume> expected{{"/s/src", "/app/src", true}};
  EXPECT_EQ(changed.services.at("api").volumes, expected);
}

TEST_F(Development, OthersAreAsDeclared) {
  EXPECT_EQ(development(stack).services.at("worker"), stack.services.at("worker"));
}

TEST_F(Development, WithoutSuchAStageTheImageStays) {
  stack.images.at("app").dev_target.clear();
  const model::Stack changed = development(stack);
  EXPECT_EQ(changed.services.at("api").image, "app");
  EXPECT_EQ(changed.images, stack.images);
}

TEST_F(Development, AProgramThatIsLinkedAnewRestartsItsService) {
  stack.services.at("worker").program = model::Program{"worker", "/b/worker"};
  const std::vector<model::Watch> expected{{"/b/worker", Action::restart, ""}};
  EXPECT_EQ(development(stack).services.at("worker").watch, expected);
}

}  // namespace
}  // namespace caisson::plan
