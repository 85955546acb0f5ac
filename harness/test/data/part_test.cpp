#include "data/part.hpp"

#include <gmock/gmock.h>

namespace caisson::data {
namespace {

using Check = model::HealthCheck::Kind;

model::Service service(const std::string& name, std::optional<Check> kind,
                       std::vector<model::Volume> volumes) {
  model::Service made;
  made.name = name;
  if (kind) {
    made.healthcheck = model::HealthCheck{};
    made.healthcheck->kind = *kind;
    made.healthcheck->database = "shop";
  }
  made.volumes = std::move(volumes);
  return made;
}

TEST(Parts, FollowFromTheDeclarations) {
  model::Stack stack;
  stack.services = {
      {"api", service("api", Check::http, {{"/src", "/src", true}})},
      {"cache", service("cache", Check::redis, {{"/c", "/conf", true}, {"cache", "/data", false}})},
      {"db", service("db", Check::postgres, {{"/d", "/var/lib/postgresql/data", false}})},
      {"files", service("files", std::nullopt, {{"f", "/a", false}, {"g", "/b/c", false}})},
      {"limits", service("limits", Check::redis, {})},
      {"once", service("once", std::nullopt, {{"o", "/o", false}})}};
  stack.services.at("once").completes = true;
  const std::vector<Part> expected{{"cache", Kind::redis, "/data"},
                                   {"db", Kind::postgres, "shop"},
                                   {"files", Kind::volume, "/a"},
                                   {"files", Kind::volume, "/b/c"}};
  EXPECT_EQ(parts_of(stack), expected);
}

TEST(Parts, HaveFilesOfTheirOwn) {
  EXPECT_EQ(file_of({"db", Kind::postgres, "shop"}), "db-shop.dump");
  EXPECT_EQ(file_of({"db", Kind::postgres, "a/b"}), "db-a_b-c14cddc0.dump");
  EXPECT_NE(file_of({"db", Kind::postgres, "a/b"}), file_of({"db", Kind::postgres, "a_b"}));
  const std::string long_name(63, 'x');
  EXPECT_LE(file_of({long_name, Kind::postgres, long_name}).size(), 100U);
  EXPECT_EQ(file_of({"cache", Kind::redis, "/data"}), "cache.rdb");
  EXPECT_EQ(file_of({"files", Kind::volume, "/b/c"}), "files-b-c.tar");
}

TEST(Kinds, AreReadAsTheyAreWritten) {
  for (const Kind kind : {Kind::postgres, Kind::redis, Kind::volume})
    EXPECT_EQ(kind_of(word_of(kind)), kind);
  EXPECT_EQ(kind_of("mongo"), std::nullopt);
}

}  // namespace
}  // namespace caisson::data
