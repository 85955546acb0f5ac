#include "model/edge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/builder.hpp"

namespace caisson::model {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

class Edges : public testing::Test {
 protected:
  Edges() {
    test::add_service(stack, "api").routes = {{"api", 8080}};
    test::add_service(stack, "db");
    test::add_service(stack, "edge").edge = Gateway{Gateway::Kind::traefik, "/dynamic", 443};
    test::add_service(stack, "web").routes = {{"www", 8080}};
  }
  const Service& connected() {
    connect_edges(stack);
    return stack.services.at("edge");
  }
  Service& service(const std::string& name) { return stack.services.at(name); }

  Stack stack = test::empty_stack();
};

TEST_F(Edges, WantWhoeverHasARoute) {
  EXPECT_THAT(connected().wants, ElementsAre("api", "web"));
  EXPECT_THAT(service("web").wants, IsEmpty());
}

TEST_F(Edges, DoNotWantWhatTheyReachAlready) {
  service("edge").depends = {{"api"}};
  service("edge").wants = {"web"};
  service("edge").routes = {{"traefik", 8080}};
  EXPECT_THAT(connected().wants, ElementsAre("web"));
}

TEST_F(Edges, JoinANetworkOfEachThatTheyDoNotShareOne) {
  service("api").networks = {"back", "data"};
  service("web").networks = {"front"};
  EXPECT_THAT(connected().networks, ElementsAre("default", "back", "front"));
}

TEST_F(Edges, JoinNoNetworkWhereOneIsShared) {
  EXPECT_THAT(connected().networks, IsEmpty());
  service("edge").networks = service("api").networks = service("web").networks = {"front"};
  EXPECT_THAT(connected().networks, ElementsAre("front"));
}

TEST_F(Edges, AreFoundAmongWhatRuns) {
  EXPECT_EQ(find_edge(stack, [](const std::string&) { return true; })->name, "edge");
  EXPECT_EQ(find_edge(stack, [](const std::string& name) { return name != "edge"; }), nullptr);
}

}  // namespace
}  // namespace caisson::model
