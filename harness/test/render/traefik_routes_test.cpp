#include "render/traefik_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/builder.hpp"

namespace caisson::render {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

class TraefikRoutesTest : public ::testing::Test {
 protected:
  TraefikRoutesTest() {
    test::add_service(stack, "backend").routes = {{"api", 3001}};
    test::add_service(stack, "edge").edge =
        model::Gateway{model::Gateway::Kind::traefik, "/dynamic", 443};
  }
  Json routes(const std::set<std::string>& planned = {}) const {
    return Json::parse(traefik_routes(stack, stack.services.at("edge"), planned));
  }

  model::Stack stack = test::empty_stack();
};

TEST_F(TraefikRoutesTest, ARouterForEachRoute) {
  test::add_service(stack, "pwa").routes = {{"pwa", 3000}, {"stories", 6006}};
  const Json http = routes().at("http");
  EXPECT_EQ(http.at("routers").size(), 3U);
  const Json api = http.at("routers").at("api");
  EXPECT_EQ(api.at("rule"), "Host(`api.shop.local`)");
  EXPECT_EQ(api.at("entryPoints"), Json::array({"websecure"}));
  EXPECT_EQ(api.at("tls"), Json::object());
  const Json service = http.at("services").at(api.at("service").get<std::string>());
  EXPECT_EQ(service.at("loadBalancer").at("servers").at(0).at("url"),
            "http://backend-service.shop.svc.cluster.local:3001");
  EXPECT_EQ(http.at("services").at("pwa-6006").at("loadBalancer").at("servers").at(0).at("url"),
            "http://pwa-service.shop.svc.cluster.local:6006");
}

TEST_F(TraefikRoutesTest, ItsOwnRouteLeadsToItself) {
  stack.services["edge"].routes = {{"traefik", 8080}};
  const Json services = routes().at("http").at("services");
  EXPECT_EQ(services.at("edge-8080").at("loadBalancer").at("servers").at(0).at("url"),
            "http://127.0.0.1:8080");
}

TEST_F(TraefikRoutesTest, AHostOfSeveralModesLeadsToTheOneThatIsPlanned) {
  test::add_service(stack, "mock").routes = {{"api", 4000}};
  const auto leads_to = [&](const std::set<std::string>& planned) {
    return routes(planned).at("http").at("routers").at("api").at("service").get<std::string>();
  };
  EXPECT_EQ(leads_to({}), "backend-3001");
  EXPECT_EQ(leads_to({"edge", "mock"}), "mock-4000");
  EXPECT_EQ(leads_to({"edge", "backend"}), "backend-3001");
  EXPECT_EQ(routes().at("http").at("routers").size(), 1U);
}

TEST_F(TraefikRoutesTest, OtherServicesThatComeAndGoChangeNothing) {
  EXPECT_EQ(routes({"edge"}), routes({"edge", "backend"}));
}

TEST_F(TraefikRoutesTest, WithoutRoutesThereIsNothingForItToRefuse) {
  stack.services["backend"].routes.clear();
  EXPECT_EQ(routes(), Json::object());
}

TEST_F(TraefikRoutesTest, TheTextHasNoTabs) {
  EXPECT_THAT(traefik_routes(stack, stack.services.at("edge"), {}), Not(HasSubstr("\t")));
}

}  // namespace
}  // namespace caisson::render
