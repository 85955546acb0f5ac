#include "lease/facts.hpp"

#include <gmock/gmock.h>

namespace caisson::lease {
namespace {

using Kind = model::HealthCheck::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

model::Service service(Kind kind, std::uint16_t port) {
  model::Service one;
  one.name = "db";
  one.ports = {port};
  one.healthcheck.emplace();
  one.healthcheck->kind = kind;
  one.healthcheck->port = port;
  return one;
}

engine::PublishedPort published(std::uint16_t container, std::uint16_t host) {
  return {container, "127.0.0.1", host};
}

model::Service postgres() {
  model::Service one = service(Kind::postgres, 5432);
  one.healthcheck->login = "shop";
  one.healthcheck->database = "shop";
  return one;
}

TEST(Facts, SayHowToReachAPostgres) {
  const Facts facts =
      facts_of(postgres(), "4711", {{"POSTGRES_PASSWORD", "pw"}}, {published(5432, 28001)});
  EXPECT_EQ(facts.container, "4711");
  EXPECT_EQ(facts.host, "127.0.0.1");
  EXPECT_THAT(facts.ports, ElementsAre(Pair(5432, 28001)));
  EXPECT_EQ(facts.first_port, 5432);
  EXPECT_EQ(facts.database, "shop");
  EXPECT_EQ(facts.url, "postgres://shop:pw@127.0.0.1:28001/shop");
}

TEST(Facts, EscapeLoginAndPasswordInAUrl) {
  model::Service one = postgres();
  one.healthcheck->login = "me@home";
  const Facts facts = facts_of(one, "", {{"POSTGRES_PASSWORD", "p:/@ss w%rd?#[]~-._\xc3\xa9"}},
                               {published(5432, 28001)});
  EXPECT_EQ(facts.url,
            "postgres://me%40home:p%3A%2F%40ss%20w%25rd%3F%23%5B%5D~-._%C3%A9@127.0.0.1:28001/"
            "shop");
}

TEST(Facts, SayThePasswordOfARedis) {
  const model::Service cache = service(Kind::redis, 6379);
  EXPECT_EQ(facts_of(cache, "", {{"REDIS_PASSWORD", "pen cil"}}, {published(6379, 28001)}).url,
            "redis://:pen%20cil@127.0.0.1:28001");
  EXPECT_EQ(facts_of(cache, "", {}, {published(6379, 28001)}).url, "redis://127.0.0.1:28001");
}

TEST(Facts, WithoutAPasswordThereIsNoColon) {
  EXPECT_EQ(facts_of(postgres(), "", {}, {published(5432, 28001)}).url,
            "postgres://shop@127.0.0.1:28001/shop");
}

TEST(Facts, SpeakTheHealthChecksProtocol) {
  const auto url = [](Kind kind) {
    return facts_of(service(kind, 80), "", {}, {published(80, 28001)}).url;
  };
  EXPECT_EQ(url(Kind::redis), "redis://127.0.0.1:28001");
  EXPECT_EQ(url(Kind::http), "http://127.0.0.1:28001");
  EXPECT_EQ(url(Kind::tcp), "tcp://127.0.0.1:28001");
  EXPECT_EQ(url(Kind::grpc), "tcp://127.0.0.1:28001");
}

TEST(Facts, TheFirstPortIsTheOneOfTheHealthCheck) {
  model::Service one = service(Kind::http, 8080);
  one.ports = {9090, 8080};
  const std::vector<engine::PublishedPort> both{published(8080, 28001), published(9090, 28002)};
  EXPECT_EQ(facts_of(one, "", {}, both).first_port, 8080);
  // One that is not published helps nobody.
  EXPECT_EQ(facts_of(one, "", {}, {published(9090, 28002)}).first_port, 9090);
  one.healthcheck.reset();
  EXPECT_EQ(facts_of(one, "", {}, both).first_port, 9090);
  one.ports.clear();
  EXPECT_EQ(facts_of(one, "", {}, both).first_port, 8080);
}

TEST(Facts, WithoutPortsThereIsNoUrl) {
  const Facts facts = facts_of(postgres(), "4711", {}, {});
  EXPECT_EQ(facts.first_port, 0);
  EXPECT_EQ(facts.url, "");
  EXPECT_EQ(facts.database, "shop");
}

TEST(Facts, AnotherDatabaseIsAnotherUrl) {
  const std::map<std::string, std::string> environment{{"POSTGRES_PASSWORD", "pw"}};
  const Facts facts = facts_of(postgres(), "4711", environment, {published(5432, 28001)});
  const Facts own = with_database(postgres(), facts, "shop_7", environment);
  EXPECT_EQ(own.database, "shop_7");
  EXPECT_EQ(own.url, "postgres://shop:pw@127.0.0.1:28001/shop_7");
  EXPECT_EQ(own.ports, facts.ports);
}

TEST(Variables, NameWhatIsKnown) {
  Facts facts;
  facts.host = "127.0.0.1";
  facts.ports = {{5432, 28001}, {9187, 28002}};
  facts.first_port = 5432;
  facts.url = "postgres://x";
  facts.database = "shop";
  EXPECT_THAT(variables_of({{"orders-db", facts}}),
              UnorderedElementsAre(Pair("CAISSON_ORDERS_DB_HOST", "127.0.0.1"),
                                   Pair("CAISSON_ORDERS_DB_PORT", "28001"),
                                   Pair("CAISSON_ORDERS_DB_PORT_5432", "28001"),
                                   Pair("CAISSON_ORDERS_DB_PORT_9187", "28002"),
                                   Pair("CAISSON_ORDERS_DB_URL", "postgres://x"),
                                   Pair("CAISSON_ORDERS_DB_DATABASE", "shop")));
}

TEST(Variables, LeaveOutWhatIsNot) {
  EXPECT_THAT(variables_of({{"seed", Facts{}}}), IsEmpty());
  Facts facts;
  facts.host = "127.0.0.1";
  EXPECT_THAT(variables_of({{"seed", facts}}),
              UnorderedElementsAre(Pair("CAISSON_SEED_HOST", "127.0.0.1")));
}

}  // namespace
}  // namespace caisson::lease
