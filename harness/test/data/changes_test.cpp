#include "data/changes.hpp"

#include <gmock/gmock.h>

namespace caisson::data {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::Stack shop() {
  model::Stack stack;
  stack.images["db"].reference = "postgres:17";
  model::Service db;
  db.name = "db";
  db.declared_at = "a:2";
  db.image = "db";
  stack.services = {{"db", db}};
  return stack;
}

TEST(Changes, OfPlacesAreNone) {
  model::Stack moved = shop();
  moved.services.at("db").declared_at = "b:7";
  moved.images.at("db").declared_at = "b:6";
  EXPECT_THAT(changes(shop(), moved), IsEmpty());
}

TEST(Changes, AreNamed) {
  model::Stack now = shop();
  now.services.at("db").env["A"] = "1";
  now.services["api"] = {};
  now.images.clear();
  EXPECT_THAT(changes(shop(), now), ElementsAre("the service `db` was declared differently",
                                                "the service `api` was not declared then",
                                                "the image `db` is not declared any more"));
}

}  // namespace
}  // namespace caisson::data
