#include "render/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/builder.hpp"

namespace caisson::render {
namespace {
using model::Condition;

/// One edge of each kind.
class GraphText : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "db").publish = {{5432, 5432}};
    model::Service& migrate = test::add_service(stack, "migrate", {"db"});
    migrate.completes = true;
    migrate.healthcheck.reset();
    test::add_service(stack, "cache");
    model::Service& api = test::add_service(stack, "api", {"db"});
    api.depends.push_back({"cache", Condition::started});
    api.depends.push_back({"migrate", Condition::completed});
    api.wants = {"mailer", "elsewhere"};
    test::add_service(stack, "mailer");
    test::add_service(stack, "elsewhere");
    test::add_mode(stack, "main", {"api", "mailer"}).is_default = true;
  }
  plan::Plan plan() const { return *plan::make_plan(stack, {}); }
  model::Stack stack = test::empty_stack();
};

TEST_F(GraphText, Dot) {
  EXPECT_EQ(graph_dot(plan()),
            R"(digraph "shop" {
  rankdir=LR
  node [shape=box style=rounded fontname="sans-serif"]
  "db" [label="db
app:1"]
  "migrate" [label="migrate
app:1" style="rounded,dashed"]
  "cache" [label="cache
app:1"]
  "api" [label="api
app:1"]
  "mailer" [label="mailer
app:1"]
  "migrate" -> "db" [style=solid]
  "api" -> "db" [style=solid]
  "api" -> "cache" [style=dashed]
  "api" -> "migrate" [style=dotted]
  "api" -> "mailer" [color=gray60 arrowhead=open]
}
)");
}

TEST_F(GraphText, Mermaid) {
  EXPECT_EQ(graph_mermaid(plan()),
            R"(flowchart LR
  s0["db · app:1"]
  s1(["migrate · app:1"])
  s2["cache · app:1"]
  s3["api · app:1"]
  s4["mailer · app:1"]
  s1 --> s0
  s3 --> s0
  s3 -. started .-> s2
  s3 -. completed .-> s1
  s3 -. wants .-> s4
  linkStyle 4 stroke:#9ca3af
)");
}

TEST_F(GraphText, Json) {
  const auto json = nlohmann::json::parse(graph_json(plan()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["stack"], "shop");
  EXPECT_EQ(json["mode"], "main");
  ASSERT_EQ(json["services"].size(), 5u);
  EXPECT_EQ(json["services"][0]["name"], "db");
  EXPECT_EQ(json["services"][0]["image"], "app:1");
  EXPECT_EQ(json["services"][0]["publish"][0]["host"], 5432);
  EXPECT_EQ(json["services"][0]["healthcheck"], "tcp");
  EXPECT_EQ(json["services"][1]["completes"], true);
  EXPECT_FALSE(json["services"][1].contains("healthcheck"));
  ASSERT_EQ(json["edges"].size(), 5u);
  EXPECT_EQ(json["edges"][2],
            nlohmann::json({{"from", "api"}, {"to", "cache"}, {"kind", "started"}}));
  EXPECT_EQ(json["edges"][4]["kind"], "wants");
}

TEST_F(GraphText, NamesTheImageWithoutAReference) {
  stack.images.at("app").reference = "";
  EXPECT_EQ(graph_of(plan()).nodes[0].image, "app");
}

}  // namespace
}  // namespace caisson::render
