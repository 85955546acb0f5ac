#include "plan/hosts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/builder.hpp"

namespace caisson::plan {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(HostsOf, AreThoseOfDependsAndWantsAndNoOthers) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "cache");
  test::add_service(stack, "db").aliases = {"postgres"};
  test::add_service(stack, "mailer");
  model::Service& api = test::add_service(stack, "api", {"db"});
  api.wants = {"mailer", "unknown"};
  const Subnets subnets{{"default", *subnet_from("10.130.4.0/24")}};
  const std::string db = address_of(stack, "db", subnets.at("default"));
  const std::string mailer = address_of(stack, "mailer", subnets.at("default"));
  EXPECT_THAT(
      hosts_of(stack, api, subnets),
      ElementsAre(Pair("db", db), Pair("db-service", db),
                  Pair("db-service.shop.svc.cluster.local", db), Pair("mailer", mailer),
                  Pair("mailer-service", mailer),
                  Pair("mailer-service.shop.svc.cluster.local", mailer), Pair("postgres", db)));
}

TEST(HostsOf, UseTheNetworkBothAreOn) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "db").networks = {"data"};
  test::add_service(stack, "web").networks = {"front"};
  model::Service& api = test::add_service(stack, "api", {"db", "web"});
  api.networks = {"data"};
  const Subnets subnets{{"data", *subnet_from("10.130.4.0/24")},
                        {"front", *subnet_from("10.130.5.0/24")}};
  EXPECT_EQ(hosts_of(stack, api, subnets).at("db"), address_of(stack, "db", subnets.at("data")));
  EXPECT_FALSE(hosts_of(stack, api, subnets).contains("web"));
  EXPECT_THAT(hosts_of(stack, api, {}), IsEmpty());
}

}  // namespace
}  // namespace caisson::plan
