#include "data/header.hpp"

#include <gmock/gmock.h>

namespace caisson::data {
namespace {

const SavedPart k_db{
    {"db", Kind::postgres, "shop"}, "sha256:1", 12, "abc", {{"public.a", 3}}, "db-shop.dump"};
const SavedPart k_cache{{"cache", Kind::redis, "/data"}, "sha256:2", 5, "def", {}, "cache.rdb"};
const Header k_header{"shop", "shop-1", "2026-11-28T07:30:00Z", "0.1.0", "0123", {k_db, k_cache}};

model::Stack shop() {
  model::Stack stack;
  stack.name = "shop";
  model::Service db;
  db.name = "db";
  db.healthcheck = model::HealthCheck{};
  db.healthcheck->kind = model::HealthCheck::Kind::postgres;
  db.healthcheck->database = "shop";
  model::Service cache;
  cache.name = "cache";
  cache.healthcheck = model::HealthCheck{};
  cache.healthcheck->kind = model::HealthCheck::Kind::redis;
  cache.volumes = {{"/data", "/data", false}};
  stack.services = {{"db", db}, {"cache", cache}};
  return stack;
}

std::string changed(const std::string& from, const std::string& to) {
  std::string text = to_json(k_header);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(Header, IsReadAsItWasWritten) {
  EXPECT_EQ(header_from(to_json(k_header), "/b.tar").value(), k_header);
}

TEST(Header, OfAnotherSchemaNamesWhoWroteIt) {
  const auto read = header_from(changed("\"schema\": 1", "\"schema\": 2"), "/b.tar");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(to_string(read.error()),
            "/b.tar: the backup has schema 2, and this version reads schema 1\n"
            "  Put it back with the version that wrote it: 0.1.0.");
}

TEST(Header, ThatIsNotOursIsRefused) {
  for (const std::string& text :
       {std::string("{}"), std::string("no json"), std::string("[]"),
        changed("\"kind\": \"redis\"", "\"kind\": \"mongo\""), changed("\"size\"", "\"sise\""),
        changed("\"parts\": [", "\"parts\": 5, \"x\": [")}) {
    const auto read = header_from(text, "/b.tar");
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_THAT(read.error().message, ::testing::StartsWith("this is no backup")) << text;
    EXPECT_EQ(read.error().place, "/b.tar");
  }
}

TEST(FittingParts, AreAllOrThoseOfTheServicesNamed) {
  const std::vector<SavedPart> all{k_db, k_cache};
  EXPECT_EQ(fitting_parts(k_header, shop(), {}, "/b.tar").value(), all);
  EXPECT_EQ(fitting_parts(k_header, shop(), {"cache"}, "/b.tar").value(),
            std::vector<SavedPart>{k_cache});
}

TEST(FittingParts, OfAnotherStackAreRefused) {
  model::Stack other = shop();
  other.name = "zoo";
  EXPECT_EQ(to_string(fitting_parts(k_header, other, {}, "/b.tar").error()),
            "/b.tar: the backup is of the stack `shop`, and this is `zoo`\n  Name the manifest "
            "of that stack with `--manifest`.");
}

TEST(FittingParts, WithoutAPlaceAreRefused) {
  model::Stack stack = shop();
  stack.services.at("db").healthcheck->database = "other";
  EXPECT_EQ(to_string(fitting_parts(k_header, stack, {}, "/b.tar").error()),
            "/b.tar: the backup has data of `db` (postgres `shop`), and the stack has no such\n"
            "  Name the services to put back with `--service`.");
  EXPECT_TRUE(fitting_parts(k_header, stack, {"cache"}, "/b.tar").has_value());
}

TEST(FittingParts, HaveOtherDatabasesOfTheServerAlongWithTheDeclaredOne) {
  SavedPart other = k_db;
  other.part.place = "other";
  Header header = k_header;
  header.parts.push_back(other);
  EXPECT_EQ(fitting_parts(header, shop(), {"db"}, "/b.tar").value(),
            (std::vector<SavedPart>{k_db, other}));
  header.parts = {other};
  EXPECT_FALSE(fitting_parts(header, shop(), {"db"}, "/b.tar").has_value());
}

TEST(FittingParts, OfAServiceThatWasNotSavedAreRefused) {
  EXPECT_EQ(to_string(fitting_parts(k_header, shop(), {"cach"}, "/b.tar").error()),
            "/b.tar: the backup has no data of `cach`\n  did you mean `cache`?");
}

TEST(Difference, NamesEachTable) {
  EXPECT_EQ(difference({{"a", 1}, {"b", 2}}, {{"a", 1}, {"b", 2}}), "");
  EXPECT_EQ(difference({{"a", 1}, {"b", 2}, {"c", 0}}, {{"a", 2}, {"c", 0}, {"d", 0}}),
            "`a`: 2 rows instead of 1, `b` is missing, `d` should not be there");
}

}  // namespace
}  // namespace caisson::data
