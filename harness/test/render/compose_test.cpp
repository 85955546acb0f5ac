#include "render/compose.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "render/read_compose.hpp"

namespace caisson::render {
namespace {
using namespace std::chrono_literals;
using Kind = model::HealthCheck::Kind;
using model::Condition;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// api on db, cache and a one-shot; a mailer that it wants, behind a profile.
class Compose : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db");
    test::add_service(stack, "cache");
    model::Service& migrate = test::add_service(stack, "migrate", {"db"});
    migrate.completes = true;
    migrate.healthcheck.reset();
    model::Service& api = test::add_service(stack, "api", {"db"});
    api.depends.push_back({"cache", Condition::started});
    api.depends.push_back({"migrate", Condition::completed});
    api.wants = {"mailer"};
    test::add_service(stack, "mailer").profile = "mail";
    test::add_mode(stack, "all", {"api", "mailer"}).is_default = true;
    rendering.path = "deploy/compose.yml";
    rendering.declared_at = "/s/services/CMakeLists.txt:7";
  }

  model::Service& service(const std::string& name) { return stack.services.at(name); }
  Rendered rendered(const ComposeOptions& options = {}) const {
    const auto made = render_compose(stack, rendering, options);
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? *made : Rendered{{{"", "{}"}}, {}};
  }
  test::ComposeDocument read(const ComposeOptions& options = {}) const {
    return test::read_compose(rendered(options).files.front().text);
  }
  test::ComposeService read(const std::string& name) const { return read().services.at(name); }
  Error error() const {
    const auto made = render_compose(stack, rendering);
    return made ? Error{ErrorKind::io, "rendered"} : made.error();
  }

  model::Stack stack = test::empty_stack();
  model::Rendering rendering;
};

TEST_F(Compose, SaysFromWhatItComesAndWhereItsImagesAre) {
  EXPECT_THAT(rendered().files.front().text,
              testing::StartsWith(
                  "# What caisson_add_rendering(deploy/compose.yml)\n"
                  "# in services/CMakeLists.txt asks for. Change the declarations and run `caisson "
                  "render`:\n"
                  "# what is changed here is lost then.\n"
                  "#\n"
                  "# Images that no registry has: `caisson images --format env`, into .env beside "
                  "this file.\n"
                  "name: \"${CAISSON_INSTANCE:-shop}\"\n"));
  rendering.mode = "all";
  rendering.profiles = {"mail"};
  EXPECT_THAT(rendered().files.front().text,
              HasSubstr("`caisson images --mode all --profile mail --format env`"));
  rendering.mode.clear();
  rendering.profiles.clear();
  rendering.services = {"db", "cache"};
  EXPECT_THAT(rendered().files.front().text, HasSubstr("`caisson images db cache --format env`"));
}

TEST_F(Compose, KeepsConditions) {
  EXPECT_THAT(read("api").depends,
              UnorderedElementsAre(Pair("db", "service_healthy"), Pair("cache", "service_started"),
                                   Pair("migrate", "service_completed_successfully"),
                                   Pair("caisson-probe", "service_completed_successfully")));
}

TEST_F(Compose, HasANetworkForEachEdgeAndNoOther) {
  rendering.profiles = {"mail"};
  const auto document = read();
  EXPECT_THAT(document.networks,
              UnorderedElementsAre("api.cache", "api.db", "api.mailer", "migrate.db"));
  EXPECT_THAT(
      document.services.at("db").networks,
      UnorderedElementsAre(
          Pair("api.db", UnorderedElementsAre("db-service", "db-service.shop.svc.cluster.local")),
          Pair("migrate.db",
               UnorderedElementsAre("db-service", "db-service.shop.svc.cluster.local"))));
  EXPECT_THAT(document.services.at("api").networks,
              UnorderedElementsAre(Pair("api.cache", IsEmpty()), Pair("api.db", IsEmpty()),
                                   Pair("api.mailer", IsEmpty())));
}

TEST_F(Compose, LeavesAServiceWithoutEdgesAlone) {
  rendering.services = {"cache"};
  const auto document = read();
  EXPECT_THAT(document.networks, UnorderedElementsAre("cache"));
  EXPECT_THAT(document.services.at("cache").networks,
              UnorderedElementsAre(Pair("cache", IsEmpty())));
}

TEST_F(Compose, ConnectsNobodyAcrossNetworks) {
  service("db").networks = {"back"};
  service("cache").networks = {"front"};
  service("api").networks = {"front"};
  service("migrate").networks = {"back"};
  EXPECT_THAT(read().networks, UnorderedElementsAre("api.cache", "migrate.db"));
}

TEST_F(Compose, PutsBehindAProfileWhatIsThereOnItsAccount) {
  service("mailer").depends = {{"spool"}};
  test::add_service(stack, "spool");
  rendering.profiles = {"mail"};
  EXPECT_THAT(read("mailer").profiles, UnorderedElementsAre("mail"));
  EXPECT_THAT(read("spool").profiles, UnorderedElementsAre("mail"));
  EXPECT_THAT(read("db").profiles, IsEmpty());
  service("api").depends.push_back({"spool"});
  EXPECT_THAT(read("spool").profiles, IsEmpty());
}

TEST_F(Compose, LeavesOutWhatTheModeDoesNotStart) {
  EXPECT_FALSE(read().services.contains("mailer"));
  stack.modes.at("all").profiles = {"mail"};
  EXPECT_THAT(read("mailer").profiles, IsEmpty());
}

TEST_F(Compose, AsksAsOurProbesDo) {
  const auto test_of = [&](const model::HealthCheck& check) {
    service("db").healthcheck = check;
    return read("db").health->test;
  };
  model::HealthCheck check;
  check.port = 5432;
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "/.caisson/probe", "tcp", "5432"));
  check.kind = Kind::http;
  check.path = "/ready?$x";
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "/.caisson/probe", "http", "5432", "/ready?$x"));
  check.kind = Kind::grpc;
  check.path = "shop.Health";
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "/.caisson/probe", "grpc", "5432", "shop.Health"));
  check.path.clear();
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "/.caisson/probe", "grpc", "5432"));
  check.kind = Kind::redis;
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "/.caisson/probe", "redis", "5432"));
  check.kind = Kind::postgres;
  check.database = "shop";
  check.login = "owner";
  EXPECT_THAT(test_of(check),
              ElementsAre("CMD", "/.caisson/probe", "postgres", "5432", "shop", "owner"));
  check.kind = Kind::exec;
  check.command = {"test", "-e", "/$x"};
  EXPECT_THAT(test_of(check), ElementsAre("CMD", "test", "-e", "/$x"));
}

TEST_F(Compose, BringsTheProberOnlyWhereItIsNeeded) {
  EXPECT_THAT(read("db").mounts, UnorderedElementsAre("volume caisson-probe /.caisson ro"));
  EXPECT_THAT(read("caisson-probe").mounts,
              UnorderedElementsAre("volume caisson-probe /.caisson rw"));
  EXPECT_THAT(read("caisson-probe").entrypoint,
              ElementsAre("/probe", "install", "/.caisson/probe"));
  EXPECT_THAT(read("migrate").mounts, IsEmpty());
  service("db").healthcheck->kind = Kind::engine;
  rendering.services = {"db"};
  EXPECT_FALSE(read().services.contains("caisson-probe"));
  EXPECT_THAT(read().volumes, IsEmpty());
}

TEST_F(Compose, TellsAnImagesOwnCheckFromNone) {
  EXPECT_TRUE(read("migrate").health->disable);
  service("db").healthcheck->kind = Kind::engine;
  EXPECT_FALSE(read("db").health);
}

TEST_F(Compose, LooksMoreOftenAtTheStartWhereTheEngineCan) {
  const auto old = read().services.at("db").health;
  EXPECT_EQ(old->interval_ms, 2000);
  EXPECT_EQ(old->start_interval_ms, 0);
  EXPECT_EQ(old->start_period_ms, 60000);
  EXPECT_EQ(old->retries, 3);
  const auto recent = read(ComposeOptions{25}).services.at("db").health;
  EXPECT_EQ(recent->interval_ms, 10000);
  EXPECT_EQ(recent->start_interval_ms, 500);
  service("db").healthcheck->every = 100ms;
  service("db").healthcheck->within = 90s;
  service("db").healthcheck->grace = 5;
  const auto given = read(ComposeOptions{25}).services.at("db").health;
  EXPECT_EQ(given->interval_ms, 100);
  EXPECT_EQ(given->start_interval_ms, 100);
  EXPECT_EQ(given->start_period_ms, 90000);
  EXPECT_EQ(given->retries, 6);
}

TEST_F(Compose, PublishesOnTheLoopback) {
  service("api").ports = {1, 2, 3};
  service("api").publish = {{80, 1}};
  service("api").prefer = {{443, 2}};
  EXPECT_THAT(read("api").ports,
              UnorderedElementsAre("127.0.0.1:80:1", "127.0.0.1:${CAISSON_PORT_443:-443}:2",
                                   "127.0.0.1::3"));
}

TEST_F(Compose, TakesImagesThatAreMadeHere) {
  EXPECT_EQ(read("api").image, "${CAISSON_IMAGE_APP:-app:1}");
  stack.images.at("app").reference.clear();
  stack.images.at("app").recipe = "/s/app";
  EXPECT_EQ(read("api").image, "${CAISSON_IMAGE_APP?is not set: see caisson images}");
}

TEST_F(Compose, NeverHoldsWhatAnEnvFileHolds) {
  service("api").env_files = {"/s/.env"};
  service("api").env = {
      {"PASSWORD", "${PASSWORD}"}, {"URL", "x://u:${PASSWORD}@h/$$1"}, {"PLAIN", "a$b"}};
  EXPECT_THAT(
      read("api").environment,
      UnorderedElementsAre(Pair("URL", "x://u:${PASSWORD?is not set}@h/$1"), Pair("PLAIN", "a$b")));
  EXPECT_THAT(read("api").env_files, ElementsAre("../.env"));
  EXPECT_THAT(
      rendered().files.front().text,
      HasSubstr("\n# It wants PASSWORD set, in the environment or with --env-file ../.env.\n"));
  service("api").env_files.clear();
  EXPECT_EQ(read("api").environment.at("PASSWORD"), "${PASSWORD?is not set}");
}

TEST_F(Compose, TakesTheEnvironmentOfTheMode) {
  service("api").env = {{"A", "1"}, {"B", "2"}};
  stack.modes.at("all").env = {{"api", {{"B", "3"}}}};
  EXPECT_THAT(read("api").environment, UnorderedElementsAre(Pair("A", "1"), Pair("B", "3")));
  rendering.services = {"api"};
  EXPECT_EQ(read("api").environment.at("B"), "2");
}

TEST_F(Compose, MountsPathsAsSeenFromItsFolder) {
  service("db").healthcheck.reset();
  service("api").depends.front().condition = Condition::started;
  service("migrate").depends.front().condition = Condition::started;
  service("db").volumes = {{"/s/data/db", "/data", false},
                           {"/s/deploy/conf", "/conf", true},
                           {"/etc/ssl", "/ssl", true},
                           {"cache", "/cache", false}};
  EXPECT_THAT(read("db").mounts,
              UnorderedElementsAre("bind ../data/db /data rw", "bind ./conf /conf ro",
                                   "bind /etc/ssl /ssl ro", "volume cache /cache rw"));
  EXPECT_THAT(read().volumes, UnorderedElementsAre("cache", "caisson-probe"));
}

TEST_F(Compose, BringsTheRoutesOfAnEdge) {
  service("api").routes = {{"api", 8080}};
  service("api").wants.clear();
  model::Service& edge = test::add_service(stack, "edge");
  edge.edge = model::Gateway{model::Gateway::Kind::traefik, "/etc/routes", 8443};
  edge.wants = {"api"};
  edge.prefer = {{443, 8443}};
  stack.modes.at("all").services = {"api", "edge"};
  const auto files = rendered().files;
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].path, "deploy/compose.edge-routes.yml");
  EXPECT_THAT(files[1].text, HasSubstr("rule: \"Host(`api.shop.local`)\""));
  const auto read_edge = test::read_compose(files[0].text).services.at("edge");
  EXPECT_TRUE(
      read_edge.mounts.contains("bind ./compose.edge-routes.yml /etc/routes/routes.yml ro"));
  EXPECT_EQ(read_edge.environment.at("CAISSON_EDGE_PORT"), "${CAISSON_PORT_443:-443}");
}

constexpr const char* k_no_direction =
    "Compose gives an edge no direction: what they depend on can look them up and reach them: "
    "`api`, `migrate`";

TEST_F(Compose, SaysWhatIsLost) {
  EXPECT_THAT(rendered().losses, ElementsAre(k_no_direction));
  service("api").liveness = service("api").healthcheck;
  service("db").prefer = {{5432, 5432}};
  service("cache").edge = model::Gateway{model::Gateway::Kind::traefik, "/r", 443};
  EXPECT_THAT(rendered().losses,
              ElementsAre(k_no_direction, "Compose restarts nobody that fails LIVENESS: `api`",
                          "Compose looks for no other port where one of PREFER is taken; "
                          "CAISSON_PORT_<port> names one: `db`",
                          "CAISSON_EDGE_PORT is not known before the start, say PUBLISH or PREFER: "
                          "`cache`"));
}

TEST_F(Compose, SaysNothingOfEdgesBothWaysAndOfWhoIsAlone) {
  service("api").depends.clear();
  EXPECT_THAT(rendered().losses, IsEmpty());
  service("api").wants = {"db"};
  service("db").wants = {"api"};
  rendering.services = {"api", "db"};
  EXPECT_THAT(rendered().losses, IsEmpty());
}

TEST_F(Compose, CountsNetworksWhereTheyAreMany) {
  for (int i = 0; i < 25; ++i)
    service("api").depends.push_back({test::add_service(stack, "s" + std::to_string(i)).name});
  EXPECT_THAT(rendered().losses,
              ElementsAre("it makes 28 networks, one an edge: an engine with the default address "
                          "pools has room for about 30",
                          k_no_direction));
}

TEST_F(Compose, RefusesALogCheck) {
  service("db").healthcheck->kind = Kind::log;
  EXPECT_EQ(to_string(error()),
            "/s/CMakeLists.txt:1: Compose cannot tell from its log when `db` is ready\n"
            "  give it a HEALTHCHECK that asks the service: HTTP, TCP, EXEC or another");
}

TEST_F(Compose, RefusesASecretItCannotBring) {
  service("api").secrets = {{"token", "env:TOKEN"}, {"cert", "file:/s/cert.pem"}};
  EXPECT_EQ(to_string(error()),
            "/s/CMakeLists.txt:4: Compose cannot give `api` the secret `token` from a variable: it "
            "writes it into the container's root, which is read-only\n"
            "  say `token=file:<path>`, or give it WRITABLE_ROOT");
  service("api").writable_root = true;
  EXPECT_THAT(read("api").secrets,
              UnorderedElementsAre(Pair("token", "env:TOKEN"), Pair("cert", "file:../cert.pem")));
}

TEST_F(Compose, RefusesAProgramOfTheBuild) {
  service("api").program = model::Program{"roller", "/b/roller"};
  EXPECT_EQ(to_string(error()),
            "/s/CMakeLists.txt:4: `api` runs `roller` from the build tree of this machine\n"
            "  leave it out, or build the program into an image");
}

TEST_F(Compose, RefusesWhatOnlyThisMachineHas) {
  service("api").volumes = {{"/b/made", "/made", true}};
  EXPECT_EQ(
      to_string(error()),
      "/s/CMakeLists.txt:4: `api` uses `/b/made`, which is in the build tree of this machine\n"
      "  keep it in the source tree");
}

TEST_F(Compose, RefusesTheNameOfItsOwnService) {
  test::add_service(stack, "caisson-probe");
  rendering.services = {"caisson-probe"};
  EXPECT_EQ(to_string(error()),
            "/s/CMakeLists.txt:6: `caisson-probe` is the name of a service that the file adds\n"
            "  rename the service");
}

TEST_F(Compose, RefusesAValueThatIsNotUnderstood) {
  service("api").env = {{"URL", "${1}"}};
  EXPECT_EQ(to_string(error()),
            "/s/CMakeLists.txt:4: services.api.env.URL: `${1}` is not understood\n"
            "  say `${NAME}` for a variable and `$$` for a dollar sign");
}

}  // namespace
}  // namespace caisson::render
