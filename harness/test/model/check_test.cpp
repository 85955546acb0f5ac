#include "model/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/arbitrary.hpp"
#include "model/checked_stack.hpp"

namespace caisson::model {
namespace {
using testing::HasSubstr;
using testing::IsEmpty;
using Check = test::CheckedStack;

TEST_F(Check, FindsNothingInAGoodStack) {
  const Problems problems = check(stack);
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(Check, UnknownServiceInDepends) {
  service("api").depends[0].service = "dbb";
  expect("/s/CMakeLists.txt:3: services.api.depends", "unknown service `dbb`",
         "did you mean `db`?");
}

TEST_F(Check, UnknownServiceInWants) {
  service("api").wants = {"mailer"};
  expect("/s/CMakeLists.txt:3: services.api.wants", "unknown service `mailer`",
         "known: `api`, `db`, `migrate`");
}

TEST_F(Check, UnknownImage) {
  service("db").image = "ap";
  expect("/s/CMakeLists.txt:1: services.db.image", "unknown image `ap`", "did you mean `app`?");
}

TEST_F(Check, Cycle) {
  test::add_service(stack, "worker", {"api"});
  service("api").depends.push_back({"worker"});
  expect("/s/CMakeLists.txt:3: services.api.depends",
         "the services wait for each other: `api → worker → api`",
         "turn one DEPENDS of the cycle into WANTS");
}

TEST_F(Check, HealthyOnAServiceWithoutHealthCheck) {
  service("db").healthcheck.reset();
  service("migrate").depends[0].condition = Condition::started;
  expect("/s/CMakeLists.txt:3: services.api.depends", "`db:healthy`, but `db` has no health check",
         "add HEALTHCHECK to `db`, or say `db:started`");
}

TEST_F(Check, HealthyOnAOneShot) {
  service("api").depends[1].condition = Condition::healthy;
  expect("/s/CMakeLists.txt:3: services.api.depends",
         "`migrate:healthy`, but `migrate` has no health check",
         "say `migrate:completed`: it is a one-shot");
}

TEST_F(Check, CompletedOnNoOneShot) {
  service("api").depends[0].condition = Condition::completed;
  expect("/s/CMakeLists.txt:3: services.api.depends", "`db:completed`, but `db` is no one-shot",
         "add COMPLETES to `db`, or say `db:healthy` or `db:started`");
}

TEST_F(Check, DependencyGivenTwice) {
  service("api").depends.push_back({"db", Condition::started});
  expect("/s/CMakeLists.txt:3: services.api.depends", "`db` is given twice", "keep one of them");
}

TEST_F(Check, HostPortTwiceInAMode) {
  service("api").publish = {{80, 8080}};
  service("db").publish = {{80, 8080}};
  expect("/s/CMakeLists.txt:1: services.db.publish",
         "host port `80` is published twice in the mode `all`: by `api` and `db`",
         "publish another host port, or use PORTS and let one be chosen");
}

TEST_F(Check, HostPortTwiceInDifferentModesIsFine) {
  test::add_service(stack, "web").publish = {{80, 8080}};
  service("api").publish = {{80, 8080}};
  test::add_mode(stack, "other", {"web"});
  EXPECT_THAT(check(stack), IsEmpty());
}

TEST_F(Check, RouteTwiceInAMode) {
  service("api").routes = {{"www", 8080}};
  service("db").routes = {{"www", 8080}};
  expect("/s/CMakeLists.txt:1: services.db.routes",
         "the route `www` is given twice in the mode `all`: by `api` and `db`",
         "choose another ROUTE");
}

TEST_F(Check, DependencyBehindAProfileTheModeLacks) {
  service("db").profile = "data";
  const Problems problems = check(stack);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].place, "/s/CMakeLists.txt:99: modes.all.profiles");
  EXPECT_EQ(problems[0].message, "`api` depends on `db`, which is behind the profile `data`");
  EXPECT_EQ(problems[0].remedy, "add PROFILES data to the mode, or make it WANTS");
  stack.modes.at("all").profiles = {"data"};
  EXPECT_THAT(check(stack), IsEmpty());
}

TEST_F(Check, ServiceOfAModeWhoseProfileIsOffTakesNoPort) {
  test::add_service(stack, "proxy").profile = "edge";
  service("proxy").publish = {{80, 8080}};
  service("api").publish = {{80, 8080}};
  stack.modes.at("all").services = {"api", "proxy"};
  EXPECT_THAT(check(stack), IsEmpty());
  stack.modes.at("all").profiles = {"edge"};
  EXPECT_EQ(check(stack).size(), 1u);
}

TEST_F(Check, UnknownProfileOfAMode) {
  test::add_service(stack, "mailer").profile = "mail";
  stack.modes.at("all").profiles = {"mial"};
  expect("/s/CMakeLists.txt:99: modes.all.profiles", "no service has the profile `mial`",
         "did you mean `mail`?");
}

TEST_F(Check, EnvironmentNamedLikeASecret) {
  service("api").secrets = {{"api-token", "env:SECRET"}};
  service("api").env = {{"API_TOKEN", "x"}};
  expect("/s/CMakeLists.txt:3: services.api.env.API_TOKEN",
         "has the name of the secret `api-token`",
         "the value of a secret never goes into the environment: drop the ENV entry and read "
         "/run/secrets/api-token");
}

TEST_F(Check, SecretWithoutSource) {
  service("api").secrets = {{"token", "TOKEN"}};
  expect("/s/CMakeLists.txt:3: services.api.secrets.token", "`TOKEN` is no source of a secret",
         "say `env:VARIABLE` or `file:/absolute/path`");
}

TEST_F(Check, ImageWithoutTag) {
  for (const char* reference : {"localhost:5000/app", "app", "app:", "ghcr.io/a/b"}) {
    stack.images.at("app").reference = reference;
    const std::string name = reference;
    expect("images.app.reference", "`" + name + "` has no tag",
           "say which version: `" + name + ":<tag>`");
  }
  for (const char* reference : {"localhost:5000/app:1", "app@sha256:00", "a/b:c"}) {
    stack.images.at("app").reference = reference;
    EXPECT_THAT(check(stack), IsEmpty()) << reference;
  }
}

TEST_F(Check, ImageFromNowhere) {
  stack.images.at("app").reference = "";
  expect("images.app", "has neither a reference nor a recipe",
         "add REFERENCE <name>:<tag>, RECIPE <folder>, or both");
}

TEST_F(Check, RecipesThatBuildOnEachOther) {
  stack.images["base"] = Image{"base", "/s/CMakeLists.txt:7", "base:1", "/r", "", "", {"app"}, ""};
  stack.images.at("app").bases = {"base"};
  expect("images.app.bases", "the recipes build on each other: `app → base → app`",
         "take one of the bases away");
}

TEST_F(Check, AliasOfAModeThatIsAService) {
  stack.modes.at("all").aliases = {"api"};
  expect("/s/CMakeLists.txt:99: modes.all.aliases", "`api` is already the name of a service, `api`",
         "choose another ALIAS");
}

TEST_F(Check, AliasOfTwoModes) {
  stack.modes.at("all").aliases = {"server"};
  test::add_mode(stack, "other", {"db"}).aliases = {"server"};
  expect("/s/CMakeLists.txt:99: modes.other.aliases",
         "`server` is already the name of an alias of the mode `all`", "choose another ALIAS");
}

TEST_F(Check, PortPreferredAndPublished) {
  service("api").publish = {{80, 8080}};
  service("api").prefer = {{81, 8080}};
  expect("/s/CMakeLists.txt:3: services.api.prefer", "port `8080` is in PUBLISH already",
         "keep one of them");
}

TEST_F(Check, RouteWithoutADomain) {
  stack.domain.clear();
  service("api").routes = {{"api", 8080}};
  expect("/s/CMakeLists.txt:3: services.api.routes", "there is no domain that hosts could be below",
         "give the stack a DOMAIN");
}

TEST_F(Check, EdgeWithoutAFolder) {
  service("api").edge = Gateway{Gateway::Kind::traefik, "dynamic", 443};
  expect("/s/CMakeLists.txt:3: services.api.edge.folder",
         "`dynamic` is no absolute path in the container", "begin it with `/`");
}

TEST_F(Check, TestOfAnUnknownService) {
  stack.tests["orders"] = {"orders", {"api", "dv"}};
  expect("tests.orders.services", "unknown service `dv`", "did you mean `db`?");
}

TEST_F(Check, TwoEdgesInAMode) {
  service("api").edge = service("db").edge = Gateway{Gateway::Kind::traefik, "/dynamic", 443};
  expect("/s/CMakeLists.txt:1: services.db.edge",
         "`api` and `db` are both an edge of the mode `all`",
         "take EDGE or one of the services out");
}

TEST_F(Check, TwoEdgesInDifferentModesAreFine) {
  service("migrate").edge = service("db").edge = Gateway{Gateway::Kind::traefik, "/dynamic", 443};
  stack.modes.clear();
  test::add_mode(stack, "data", {"db"});
  EXPECT_THAT(check(stack), IsEmpty());
}

TEST_F(Check, ModesEnvironmentOfAServiceItDoesNotStart) {
  test::add_service(stack, "mailer");
  stack.modes.at("all").env["mailer"] = {{"A", "b"}};
  expect("/s/CMakeLists.txt:99: modes.all.env.mailer",
         "`mailer` is not among the services of the mode",
         "add it to SERVICES, or take the ENV entries out");
}

TEST_F(Check, ModesEnvironmentNamedLikeASecret) {
  service("api").secrets["token"] = "env:TOKEN";
  stack.modes.at("all").env["api"] = {{"TOKEN", "b"}};
  expect("/s/CMakeLists.txt:99: modes.all.env.api.TOKEN", "has the name of the secret `token`",
         "drop it: `api` reads /run/secrets/token");
}

TEST_F(Check, TwoDefaultModes) {
  test::add_mode(stack, "other", {"db"}).is_default = true;
  expect("/s/CMakeLists.txt:99: modes.other.default", "`all` and `other` are both the default mode",
         "keep DEFAULT on one of them");
}

TEST_F(Check, ModeWithoutServices) {
  test::add_mode(stack, "none", {});
  expect("/s/CMakeLists.txt:99: modes.none.services", "starts no service", "add SERVICES <name>…");
}

TEST_F(Check, ModeOfAnUnknownService) {
  test::add_mode(stack, "other", {"bd"});
  expect("/s/CMakeLists.txt:99: modes.other.services", "unknown service `bd`",
         "did you mean `db`?");
}

TEST_F(Check, TwoServicesUnderOneName) {
  test::add_service(stack, "mock").aliases = {"db"};
  service("api").wants = {"mock"};
  expect("/s/CMakeLists.txt:3: services.api.depends",
         "would find two services under `db`: `db` and `mock`", "rename one of the ALIASES");
}

TEST_F(Check, TemplateByWhatIsNoOneShot) {
  service("db").template_by = {"api"};
  expect("/s/CMakeLists.txt:1: services.db.template_by", "`api` is no one-shot",
         "add COMPLETES to `api`");
}

TEST_F(Check, ExpiresOfWhatIsNoOneShot) {
  service("db").expires = std::chrono::hours(24);
  expect("/s/CMakeLists.txt:1: services.db.expires_ms", "of a service that is no one-shot",
         "add COMPLETES, or take EXPIRES out");
}

TEST_F(Check, PatternThatIsNoRegularExpression) {
  service("db").healthcheck->kind = HealthCheck::Kind::log;
  service("db").healthcheck->pattern = "(ready";
  const Problems problems = check(stack);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].place, "/s/CMakeLists.txt:1: services.db.healthcheck.log");
  EXPECT_THAT(problems[0].message, HasSubstr("`(ready` is no regular expression"));
}

TEST_F(Check, MountsThatCannotBe) {
  service("db").volumes = {{"data", "var/lib", false}};
  expect("/s/CMakeLists.txt:1: services.db.volumes",
         "`var/lib` is no absolute path in the container", "begin it with `/`");
  service("db").volumes = {{"data", "/var", false}};
  service("db").tmpfs = {"/var"};
  expect("/s/CMakeLists.txt:1: services.db.tmpfs", "`/var` is mounted twice", "keep one of them");
}

TEST_F(Check, NamesThatCannotBe) {
  test::add_service(stack, "a.b");
  expect("/s/CMakeLists.txt:4: services.a.b", "`a.b` cannot be the name of a service",
         "use up to 63 letters, digits, `-` and `_`, a letter or digit first");
}

TEST_F(Check, AProgramNowhere) {
  service("db").program = Program{"roller", "bin/roller"};
  expect("/s/CMakeLists.txt:1: services.db.program.path", "`bin/roller` is no absolute path",
         "configure the project anew");
}

TEST_F(Check, ATimeScaleThatShortens) {
  service("db").time_scale = 0.5;
  expect("/s/CMakeLists.txt:1: services.db.time_scale", "`0.5` would shorten deadlines",
         "give a number of at least 1");
}

TEST_F(Check, UnknownRestartPolicy) {
  service("db").restart = "allways";
  expect("/s/CMakeLists.txt:1: services.db.restart", "`allways` is no restart policy",
         "did you mean `always`?");
}

TEST_F(Check, ReportsSeveralMistakes) {
  service("db").image = "x";
  service("api").wants = {"y"};
  EXPECT_EQ(check(stack).size(), 2u);
}

RC_GTEST_PROP(CheckProperty, AcceptsEveryAcyclicStack, ()) {
  RC_ASSERT(check(test::arbitrary_acyclic_stack()).empty());
}

}  // namespace
}  // namespace caisson::model
