#include "plan/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/builder.hpp"

namespace caisson::plan {
namespace {
using testing::ElementsAre;

TEST(InstanceName, IsTheStackAndItsSourceFolder) {
  model::Stack stack = test::empty_stack();
  // printf /s | sha256sum
  EXPECT_EQ(*instance_name(stack, ""), "shop-8e295f");
  stack.source_dir = "/t";
  EXPECT_NE(*instance_name(stack, ""), "shop-8e295f");
  EXPECT_EQ(*instance_name(stack, "mine"), "mine");
}

TEST(InstanceName, RefusesWhatNoContainerCanBeCalled) {
  const model::Stack stack = test::empty_stack();
  for (const char* wrong : {"a b", "-a", "ä", "a/b", ".a"}) {
    EXPECT_EQ(instance_name(stack, wrong).error().kind, ErrorKind::usage) << wrong;
  }
}

TEST(Names, FollowTheInterface) {
  EXPECT_EQ(container_name("shop-1", "api"), "shop-1-api");
  EXPECT_EQ(network_name("shop-1", "backend"), "shop-1_backend_network");
}

TEST(NetworksOf, AreTheDeclaredOnesOrTheDefault) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db");
  test::add_service(stack, "api").networks = {"backend", "a"};
  EXPECT_THAT(networks_of(stack), ElementsAre("a", "backend", "default"));
  EXPECT_THAT(networks_of(stack.services.at("db")), ElementsAre("default"));
}

TEST(Owner, IsReadBackFromItsLabel) {
  const Owner owner{"m", "b-b", 4026531836U, 42, 123456789012U};
  EXPECT_EQ(to_label(owner), "m/b-b/4026531836/42/123456789012");
  EXPECT_EQ(owner_from_label(to_label(owner)), owner);
  for (const char* wrong : {"", "a/b/c/d/e", "m/b/1/2", "m/b/1/2/3/4", "m/b/1/0/3", "m/b/1/2/3x"}) {
    EXPECT_EQ(owner_from_label(wrong), std::nullopt) << wrong;
  }
}

TEST(Owner, IsOnlyLookedUpWhereItsPidMeansSomething) {
  const Owner owner{"m", "b", 1, 42, 5};
  Owner other = owner;
  other.pid = 43;
  EXPECT_TRUE(owner.same_pid_space(other));
  other.boot = "later";
  EXPECT_FALSE(owner.same_pid_space(other));
}

}  // namespace
}  // namespace caisson::plan
