#include <gmock/gmock.h>

#include "import/mentions.hpp"
#include "import/project.hpp"

namespace caisson::import {
namespace {

using test::Project;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string k_db = "  db: {image: 'shop/db:1', healthcheck: {test: [CMD, ready]}}\n";

TEST(Connect, ACycle) {
  EXPECT_EQ(
      Project("services:\n"
              "  api: {image: 'a:1', depends_on: [Worker]}\n"
              "  Worker: {image: 'a:1', depends_on: [api]}\n")
          .mistakes(),
      "compose.yaml:2: services.api: the services depend on each other: `api → Worker → api`\n"
      "  give one of these dependencies `required: false`, or take it out");
}

TEST(Connect, ADependencyThatIsNotRequiredIsAWant) {
  const Import import =
      Project(
          "services:\n"
          "  api: {image: 'a:1', depends_on: {worker: {condition: service_started, "
          "required: false}, gone: {condition: service_started, required: false}}}\n"
          "  worker: {image: 'a:1', depends_on: [api]}\n")
          .imported();
  EXPECT_THAT(import.stack.services.at("api").wants, ElementsAre("worker"));
  EXPECT_THAT(import.stack.services.at("api").depends, IsEmpty());
}

TEST(Connect, HealthyOfAServiceWithoutACheckIsTheImagesOwn) {
  const Project project(
      "services:\n"
      "  api: {image: 'a:1', depends_on: {db: {condition: service_healthy}}}\n"
      "  db: {image: 'b:1'}\n");
  EXPECT_EQ(project.imported().stack.services.at("db").healthcheck->kind,
            model::HealthCheck::Kind::engine);
  EXPECT_EQ(
      project.findings(),
      "note compose.yaml:2: services.api.depends_on.db: `db` has no `healthcheck`: its image must "
      "have one (give it one, like `test: curl -f http://localhost:8080/health`)\n");
}

TEST(Connect, HealthyOfAServiceThatNeverIs) {
  EXPECT_EQ(
      Project("services:\n"
              "  api: {image: 'a:1', depends_on: {db: {condition: service_healthy}}}\n"
              "  db: {image: 'b:1', healthcheck: {disable: true}}\n")
          .mistakes(),
      "compose.yaml:2: services.api.depends_on.db: `db` is never healthy: its health check is "
      "switched off\n  give it a check, or wait for `service_started`");
}

TEST(Connect, WhoIsAwaitedToCompleteIsAOneShot) {
  const Project project(
      "services:\n"
      "  api: {image: 'a:1', depends_on: {db: {condition: service_completed_successfully}}}\n" +
      k_db);
  const Import import = project.imported();
  EXPECT_TRUE(import.stack.services.at("db").completes);
  EXPECT_FALSE(import.stack.services.at("db").healthcheck);
  EXPECT_EQ(project.findings(),
            "loss compose.yaml:3: services.db: its health check is not made: it is awaited to "
            "complete\n");
}

TEST(Connect, HealthyAndCompletedCannotBothBe) {
  EXPECT_EQ(
      Project(
          "services:\n"
          "  api: {image: 'a:1', depends_on: {db: {condition: service_completed_successfully}}}\n"
          "  web: {image: 'a:1', depends_on: {db: {condition: service_healthy}}}\n" +
          k_db)
          .mistakes(),
      "compose.yaml:2: services.api.depends_on.db: `db` is awaited to complete here, and to be "
      "healthy "
      "by others\n  wait for one of the two");
}

TEST(Connect, WhoIsNamedIsWanted) {
  const Import import =
      Project(
          "services:\n"
          "  api: {image: 'a:1', environment: {URL: 'redis://cache:6379'}, command: "
          "'serve --queue My_Queue'}\n"
          "  cache: {image: 'a:1'}\n"
          "  redis: {image: 'a:1'}\n"
          "  My_Queue: {image: 'a:1'}\n")
          .imported();
  EXPECT_THAT(import.stack.services.at("api").wants, ElementsAre("cache", "my-queue"));
  EXPECT_THAT(import.stack.services.at("my-queue").aliases, ElementsAre("my_queue"));
}

TEST(Connect, WhoIsInAnotherNetworkIsNotFound) {
  const Import import = Project(
                            "services:\n"
                            "  api: {image: 'a:1', networks: [front], environment: {DB: db}}\n"
                            "  db: {image: 'a:1', networks: [back]}\n"
                            "networks: {front: , back: }\n")
                            .imported();
  EXPECT_THAT(import.stack.services.at("api").wants, IsEmpty());
}

TEST(Connect, WhoIsNotFoundAnyMoreIsTold) {
  EXPECT_EQ(
      Project("services:\n  a: {image: 'a:1'}\n  b: {image: 'a:1'}\n").findings(),
      "note compose.yaml:2: services.a: services find those that they depend on or name in their "
      "environment and command: `a` does not find `b` (where a file of its own names it, add "
      "`WANTS b`)\n");
}

TEST(Connect, NamesThatCannotBeUsed) {
  EXPECT_EQ(
      Project("services:\n  My_DB: {image: 'a:1'}\n").findings(),
      "note compose.yaml:2: services.My_DB: the service `My_DB` is called `my-db` (others still "
      "find it under its old name, if that is a name of a host)\n");
  EXPECT_EQ(
      Project("services:\n  1: {image: 'a:1', container_name: 1a}\n").findings(),
      "note compose.yaml:2: services.1: the service `1` is called `service-1` (others still find "
      "it under its old name, if that is a name of a host)\n"
      "note compose.yaml:2: services.1.container_name: the container is named after the instance "
      "and the service (`caisson exec` and `caisson logs` take the name of the service)\n"
      "loss compose.yaml:2: services.1: others do not find it as `1` (have them say "
      "`service-1`)\n"
      "loss compose.yaml:2: services.1: others do not find it as `1a` (have them say "
      "`service-1`)\n");
  const Import import =
      Project("services:\n  all: {image: 'a:1'}\n  a_b: {image: 'a:1'}\n  a.b: {image: 'a:1'}\n")
          .imported();
  EXPECT_THAT(import.services, ElementsAre("service-all", "a-b", "a-b-2"));
}

TEST(Connect, OneNameOfTwoServices) {
  EXPECT_EQ(
      Project("services:\n"
              "  a: {image: 'a:1', networks: {default: {aliases: [db]}}}\n"
              "  b: {image: 'a:1', depends_on: [a], networks: {default: {aliases: [db, a]}}}\n")
          .findings(),
      "loss compose.yaml:3: services.b: `db` is a name of `a` already (give it an alias of its "
      "own)\n"
      "loss compose.yaml:3: services.b: `a` is a name of `a` already (give it an alias of its "
      "own)\n");
}

TEST(Connect, OnePortOfTheMachineForTwo) {
  EXPECT_EQ(Project("services:\n"
                    "  a: {image: 'a:1', ports: ['80:80']}\n"
                    "  b: {image: 'a:1', ports: ['80:8080']}\n")
                .mistakes(),
            "compose.yaml:3: services.b: port 80 of the machine is published by `a` already\n"
            "  publish another one, or the container's port alone: then one is chosen");
}

TEST(Connect, ModesComeWithProfiles) {
  const Import import = Project(
                            "services:\n"
                            "  web: {image: 'a:1', depends_on: [db]}\n"
                            "  db: {image: 'a:1'}\n"
                            "  tools: {image: 'a:1', profiles: [Debug]}\n"
                            "  both: {image: 'a:1', profiles: [Debug, mail]}\n"
                            "  off: {image: 'a:1', scale: 0}\n")
                            .imported();
  const auto& modes = import.stack.modes;
  ASSERT_EQ(modes.size(), 3u);
  EXPECT_THAT(modes.at("default").services, ElementsAre("web"));
  EXPECT_TRUE(modes.at("default").is_default);
  EXPECT_THAT(modes.at("debug").services, ElementsAre("web", "tools", "both"));
  EXPECT_THAT(modes.at("debug").profiles, ElementsAre("debug"));
  EXPECT_THAT(modes.at("mail").services, ElementsAre("web", "both"));
  EXPECT_THAT(modes.at("mail").profiles, IsEmpty());
  EXPECT_EQ(import.stack.services.at("tools").profile, "debug");
  EXPECT_EQ(import.stack.services.at("both").profile, "");
}

TEST(Connect, ProfilesThatAreOnByDefault) {
  Project project("services:\n  web: {image: 'a:1'}\n  tools: {image: 'a:1', profiles: [debug]}\n");
  EXPECT_THAT(Project(project).profile("debug").imported().stack.modes.at("default").services,
              ElementsAre("web", "tools"));
  EXPECT_EQ(project.profile("debg").mistakes(),
            "compose.yaml:1: no service has the profile `debg`\n  did you mean `debug`?");
}

TEST(Connect, EveryServiceHasAProfile) {
  EXPECT_EQ(
      Project("services:\n  tools: {image: 'a:1', profiles: [debug]}\n").findings(),
      "note compose.yaml:1: services: every service has a profile: nothing is started by default "
      "(start a mode, or name one that is `DEFAULT`)\n");
}

TEST(Connect, AServiceBehindAProfileThatIsOff) {
  EXPECT_EQ(Project("services:\n"
                    "  web: {image: 'a:1', depends_on: [db]}\n"
                    "  db: {image: 'a:1', profiles: [data]}\n")
                .mistakes(),
            "compose.yaml:1: modes.default.profiles: `web` depends on `db`, which is "
            "behind the profile `data`\n  add PROFILES data to the mode, or make it WANTS");
}

TEST(Mentions, AreWordsThatMayBeHosts) {
  EXPECT_THAT(hosts_in("postgres://user@db:5432/name?x=a.b"),
              ElementsAre("5432", "a.b", "db", "name", "user", "x"));
}

}  // namespace
}  // namespace caisson::import
