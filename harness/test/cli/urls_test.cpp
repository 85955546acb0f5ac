#include "cli/urls.hpp"

#include <gmock/gmock.h>

#include "model/builder.hpp"

namespace caisson::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Urls : public ::testing::Test {
 protected:
  Urls() {
    test::add_service(stack, "api").routes = {{"api", 8080}};
    auto& edge = test::add_service(stack, "edge");
    edge.ports = {443, 8081};
    edge.prefer = {{443, 443}};
    edge.healthcheck->kind = model::HealthCheck::Kind::http;
    edge.healthcheck->port = 8081;
    edge.edge = model::Gateway{model::Gateway::Kind::traefik, "/dynamic", 443};
  }
  const model::Service& service(const std::string& name) { return stack.services.at(name); }
  std::vector<std::string> routed(std::uint16_t host) {
    return routed_urls(stack, service("api"), &service("edge"), {{443, "127.0.0.1", host}});
  }
  plan::Plan plan() { return *plan::make_plan(stack, {"", {"api", "edge"}, {}}); }

  model::Stack stack = test::empty_stack();
  run::HostPorts ports{"shop", "", [](std::uint16_t) { return true; }};
};

TEST_F(Urls, ARouteIsBelowTheDomainWithThePortWhereItIsNotTheUsualOne) {
  EXPECT_THAT(routed(443), ElementsAre("https://api.shop.local"));
  EXPECT_THAT(routed(20443), ElementsAre("https://api.shop.local:20443"));
}

TEST_F(Urls, WithoutAnEdgeThereIsNoRoute) {
  EXPECT_THAT(routed_urls(stack, service("api"), nullptr, {}), IsEmpty());
  EXPECT_THAT(routed_urls(stack, service("api"), &service("edge"), {{80, "127.0.0.1", 80}}),
              IsEmpty());
}

TEST_F(Urls, ARoutedPortAndACheckedOneAreOpenedDirectlyToo) {
  EXPECT_THAT(direct_urls(service("api"), {{8080, "127.0.0.1", 20001}}),
              ElementsAre("http://127.0.0.1:20001"));
  EXPECT_THAT(direct_urls(service("edge"), {{443, "", 443}, {8081, "", 20002}}),
              ElementsAre("http://127.0.0.1:20002"))
      << "TLS is for names only";
}

TEST_F(Urls, AreToldOnceTheyAreGood) {
  const auto planned = plan();
  OpenUrls open(planned, ports);
  const auto first = open.ready("api");
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_THAT(first[0].urls, ElementsAre(::testing::StartsWith("http://127.0.0.1:")));
  const auto second = open.ready("edge");
  ASSERT_THAT(second, SizeIs(2));
  EXPECT_EQ(second[0].service, "api");
  EXPECT_THAT(second[0].urls, ElementsAre("https://api.shop.local"));
  EXPECT_EQ(second[1].service, "edge");
}

TEST_F(Urls, AreToldTogetherWhereTheEdgeCameFirst) {
  const auto planned = plan();
  OpenUrls open(planned, ports);
  open.ready("edge");
  const auto opened = open.ready("api");
  ASSERT_THAT(opened, SizeIs(1));
  EXPECT_THAT(opened[0].urls,
              ElementsAre("https://api.shop.local", ::testing::StartsWith("http://127.0.0.1:")));
}

}  // namespace
}  // namespace caisson::cli
