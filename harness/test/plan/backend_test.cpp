#include "plan/backend.hpp"

#include <gmock/gmock.h>

#include "model/builder.hpp"
#include "model/check.hpp"
#include "plan/hosts.hpp"
#include "plan/identity.hpp"
#include "plan/plan.hpp"
#include "plan/relay.hpp"

namespace caisson::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// web → api → db; `fake` can stand in for api.
class BackendTest : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    model::Service& service = test::add_service(stack, "api", {"db"});
    service.env = {{"PASSWORD", "x"}};
    service.command = {"node", "main.js"};
    service.volumes = {{"data", "/data", false}};
    service.liveness = service.healthcheck;
    service.routes = {{"api", 8080}};
    service.aliases = {"gateway"};
    service.networks = {"back"};
    service.mock = "fake";
    model::Service& fake = test::add_service(stack, "fake");
    fake.command = {"fake"};
    fake.networks = {"front"};
    fake.prefer = {{8080, 8080}};
    test::add_service(stack, "web", {"api"}).networks = {"back"};
    ASSERT_TRUE(model::check(stack).empty());
  }

  model::Service& api() { return stack.services.at("api"); }
  model::Service with(const Backend& backend) const {
    return with_backends(stack, {{"api", backend}}, "/relay").services.at("api");
  }

  const Backend process{model::Backend::process, {{8080, {"localhost", 3001}}}};
  const Backend external{model::Backend::external, {{8080, {"api.example", 80}}}};
  const Backend mock{model::Backend::mock, {}};
  model::Stack stack = test::empty_stack();
};

TEST_F(BackendTest, OfNobodyChangesNothing) {
  EXPECT_EQ(with_backends(stack, {}, ""), stack);
}

TEST_F(BackendTest, AProcessHasARelayInItsPlace) {
  const model::Service changed = with(process);
  EXPECT_EQ(changed.backend, model::Backend::process);
  EXPECT_EQ(changed.image, relay::k_image);
  EXPECT_THAT(changed.entrypoint, ElementsAre(relay::k_program));
  EXPECT_THAT(changed.command, IsEmpty());
  EXPECT_THAT(changed.volumes, IsEmpty());
  EXPECT_FALSE(changed.liveness) << "a breakpoint is no death";
  EXPECT_EQ(changed.healthcheck, api().healthcheck);
  EXPECT_EQ(changed.depends, api().depends);
  EXPECT_EQ(changed.env, api().env) << "a probe may log in";
  EXPECT_EQ(changed.labels.at(label::k_backend), "process");
  EXPECT_EQ(changed.labels.at(label::k_forward), "8080=localhost:3001");
  EXPECT_EQ(with_backends(stack, {{"api", process}}, "/relay").images.at(relay::k_image).recipe,
            "/relay");
}

TEST_F(BackendTest, AnExternalOneNeedsNobody) {
  const model::Service changed = with(external);
  EXPECT_THAT(changed.depends, IsEmpty());
  const model::Stack other = with_backends(stack, {{"api", external}}, "/relay");
  const auto plan = make_plan(other, {"", {"web"}, {}});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->steps.size(), 2u) << "db is not started on its account";
}

TEST_F(BackendTest, DependantsNoticeNothing) {
  const Subnets subnets{{"back", *subnet_from("10.1.0.0/24")},
                        {"front", *subnet_from("10.2.0.0/24")}};
  const auto seen = [&subnets](const model::Stack& of) {
    return hosts_of(of, of.services.at("web"), subnets);
  };
  const auto before = seen(stack);
  EXPECT_TRUE(before.contains("gateway"));
  for (const Backend& backend : {process, external, mock}) {
    const model::Stack changed = with_backends(stack, {{"api", backend}}, "/relay");
    EXPECT_EQ(seen(changed), before);
    EXPECT_EQ(changed.services.at("web"), stack.services.at("web"));
    EXPECT_EQ(changed.services.at("api").routes, api().routes);
    EXPECT_TRUE(model::check(changed).empty());
  }
}

TEST_F(BackendTest, AMockIsAnotherUnderItsName) {
  const model::Service changed = with(mock);
  EXPECT_EQ(changed.name, "api");
  EXPECT_EQ(changed.backend, model::Backend::mock);
  EXPECT_THAT(changed.command, ElementsAre("fake"));
  EXPECT_THAT(changed.depends, IsEmpty());
  EXPECT_THAT(changed.prefer, IsEmpty()) << "the port of the mock itself";
  EXPECT_THAT(changed.networks, ElementsAre("back", "front")) << "in this order";
  EXPECT_EQ(changed.labels.at(label::k_backend), "mock");
}

TEST_F(BackendTest, WhatIsAskedInsideIsAskedOfThePort) {
  model::HealthCheck inside;
  inside.kind = model::HealthCheck::Kind::exec;
  inside.command = {"true"};
  inside.within = std::chrono::seconds(7);
  api().healthcheck = inside;
  const auto asked = with(process).healthcheck;
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->kind, model::HealthCheck::Kind::tcp);
  EXPECT_EQ(asked->port, 8080);
  EXPECT_EQ(asked->within, std::chrono::seconds(7));
  api().ports.clear();
  api().routes.clear();
  EXPECT_FALSE(with({model::Backend::process, {}}).healthcheck) << "there is nothing to ask";
}

TEST_F(BackendTest, AStartSaysWhatIsOtherThanDeclared) {
  EXPECT_THAT(
      with(process).remarks,
      ElementsAre("api is a process of this machine, on 3001: caisson env --for api -- node "
                  "main.js"));
  EXPECT_THAT(with(external).remarks, ElementsAre("api is at api.example:80"));
  EXPECT_THAT(with(mock).remarks, ElementsAre("api is its mock, fake"));
  api().command.clear();
  api().program = model::Program{"api", "/b/api"};
  api().healthcheck->kind = model::HealthCheck::Kind::log;
  EXPECT_THAT(
      with(process).remarks,
      ElementsAre("api is a process of this machine, on 3001: caisson env --for api -- /b/api",
                  "api is ready when port 8080 accepts: its HEALTHCHECK LOG can be asked in "
                  "its container only"));
  api().program.reset();
  api().healthcheck->port = 0;
  api().ports.clear();
  api().routes.clear();
  EXPECT_THAT(
      with({model::Backend::process, {}}).remarks,
      ElementsAre("api is a process of this machine: caisson env --for api -- <its command>",
                  "api is ready at once: its HEALTHCHECK LOG can be asked in its container "
                  "only"));
}

TEST_F(BackendTest, APortOfTheProcessIsLeftToIt) {
  api().ports.clear();
  api().publish = {{3001, 8080}, {9001, 9000}};
  const model::Service changed = with(process);
  EXPECT_THAT(changed.ports, ElementsAre(8080)) << "reached on a chosen one";
  EXPECT_THAT(changed.publish, ElementsAre(model::Publish{9001, 9000}));
  EXPECT_EQ(with(external).publish, api().publish);
}

TEST_F(BackendTest, ALabelTellsItAgain) {
  const Places places{{80, {"localhost", 3001}}, {9000, {"fe80::1", 9000}}};
  EXPECT_EQ(to_label(places), "80=localhost:3001,9000=fe80::1:9000");
  EXPECT_EQ(places_from_label(to_label(places)), places);
  EXPECT_THAT(places_from_label("x,1=,=y:2,3=z:0,4=z:70000"), IsEmpty());
}

}  // namespace
}  // namespace caisson::plan
