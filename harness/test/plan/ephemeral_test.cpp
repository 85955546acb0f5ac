#include "plan/ephemeral.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/address.hpp"
#include "plan/plan.hpp"

namespace caisson::plan {
namespace {

using model::Condition;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

model::Service& add(model::Stack& stack, const std::string& name) {
  model::Service& service = stack.services[name];
  service.name = name;
  return service;
}

/// A database that two one-shots fill, the second after the first, and who uses it.
model::Stack shop() {
  model::Stack stack;
  stack.name = "shop";
  add(stack, "db").template_by = {"migrate", "seed"};
  model::Service& migrate = add(stack, "migrate");
  migrate.completes = true;
  migrate.depends = {{"db", Condition::healthy}};
  migrate.env = {{"DATABASE_URL", "postgres://db/shop"}};
  migrate.aliases = {"migrator"};
  migrate.ports = {9000};
  model::Service& seed = add(stack, "seed");
  seed.completes = true;
  seed.depends = {{"db", Condition::healthy}, {"migrate", Condition::completed}};
  add(stack, "api").depends = {{"seed", Condition::completed}};
  add(stack, "cache");
  return stack;
}

std::vector<std::string> order(const model::Stack& stack, const std::string& root) {
  const auto plan = make_plan(stack, {{}, {root}, {}});
  std::vector<std::string> names;
  for (const Step& step : plan.value().steps)
    names.push_back(step.service->name);
  return names;
}

TEST(Ephemeral, PublishBecomesAChosenPort) {
  model::Stack stack;
  model::Service& api = add(stack, "api");
  api.ports = {9090, 8080};
  api.publish = {{80, 8080}, {443, 8443}};
  api.prefer = {{81, 8081}};
  const model::Stack copy = ephemeral(stack);
  EXPECT_THAT(copy.services.at("api").publish, IsEmpty());
  EXPECT_THAT(copy.services.at("api").prefer, IsEmpty());
  EXPECT_THAT(copy.services.at("api").ports, ElementsAre(9090, 8080, 8443, 8081));
}

TEST(Ephemeral, WhatIsWrittenToIsNobodyElses) {
  model::Stack stack;
  add(stack, "db").volumes = {{"/s/data", "/data", false},
                              {"/s/config", "/config", true},
                              {"shared", "/shared", false},
                              {"read", "/read", true}};
  const model::Stack copy = ephemeral(stack);
  EXPECT_THAT(
      copy.services.at("db").volumes,
      ElementsAre(model::Volume{"", "/data", false}, model::Volume{"/s/config", "/config", true},
                  model::Volume{"", "/shared", false}, model::Volume{"", "/read", false}));
}

TEST(Ephemeral, NothingIsRestartedBehindATest) {
  model::Stack stack;
  model::Service& api = add(stack, "api");
  api.restart = "always";
  api.liveness = model::HealthCheck{};
  api.healthcheck = model::HealthCheck{};
  const model::Stack copy = ephemeral(stack);
  EXPECT_EQ(copy.services.at("api").restart, "");
  EXPECT_FALSE(copy.services.at("api").liveness.has_value());
  EXPECT_TRUE(copy.services.at("api").healthcheck.has_value());
}

TEST(Ephemeral, TheOneShotsOfATemplateAreThereASecondTime) {
  const model::Stack before = shop();
  const model::Stack copy = ephemeral(before);
  EXPECT_EQ(copy.services.size(), before.services.size() + 2);
  EXPECT_EQ(copy.services.at("migrate"), before.services.at("migrate"));
  EXPECT_EQ(copy.services.at("seed"), before.services.at("seed"));
  const model::Service& filler = copy.services.at(filler_name("db", "migrate"));
  EXPECT_EQ(filler.name, "migrate-for-db-template");
  EXPECT_TRUE(filler.completes);
  EXPECT_EQ(filler.env, before.services.at("migrate").env);
  EXPECT_THAT(filler.aliases, IsEmpty());
  EXPECT_THAT(filler.ports, IsEmpty());
}

TEST(Ephemeral, FillersRunInTheOrderOfTemplateBy) {
  const model::Stack copy = ephemeral(shop());
  EXPECT_THAT(
      copy.services.at(filler_name("db", "seed")).depends,
      UnorderedElementsAre(model::Dependency{"db", Condition::healthy},
                           model::Dependency{filler_name("db", "migrate"), Condition::completed}));
  EXPECT_THAT(order(copy, filler_name("db", "seed")),
              ElementsAre("db", filler_name("db", "migrate"), filler_name("db", "seed")));
}

TEST(Ephemeral, FillersFollowTemplateByEvenWhereNothingElseOrdersThem) {
  model::Stack stack = shop();
  stack.services["db"].template_by = {"seed", "migrate"};
  const model::Stack copy = ephemeral(stack);
  EXPECT_THAT(order(copy, filler_name("db", "migrate")),
              ElementsAre("db", filler_name("db", "seed"), filler_name("db", "migrate")));
}

TEST(Ephemeral, NobodyElseWaitsForAFiller) {
  EXPECT_THAT(order(ephemeral(shop()), "api"), ElementsAre("db", "migrate", "seed", "api"));
}

TEST(Ephemeral, OneOneShotMayFillTwoDatabases) {
  model::Stack stack = shop();
  add(stack, "other").template_by = {"migrate"};
  const model::Stack copy = ephemeral(stack);
  EXPECT_EQ(copy.services.count(filler_name("db", "migrate")), 1U);
  EXPECT_EQ(copy.services.count(filler_name("other", "migrate")), 1U);
}

TEST(Ephemeral, FillersLeaveTheAddressesOfTheOthersAlone) {
  const Subnet subnet = subnet_candidate("shop_default_network", 24, 0);
  const model::Stack before = shop();
  const model::Stack copy = ephemeral(before);
  std::set<std::string> addresses;
  for (const auto& [name, service] : before.services)
    EXPECT_EQ(address_of(copy, name, subnet), address_of(before, name, subnet)) << name;
  for (const auto& [name, service] : copy.services)
    addresses.insert(address_of(copy, name, subnet));
  EXPECT_EQ(addresses.size(), copy.services.size());
}

}  // namespace
}  // namespace caisson::plan
