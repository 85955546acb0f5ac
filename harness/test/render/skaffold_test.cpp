#include "render/skaffold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <yaml-cpp/yaml.h>

#include "model/arbitrary.hpp"

namespace caisson::render {
namespace {
using testing::HasSubstr;

std::vector<std::string> keys_of(const YAML::Node& node) {
  std::vector<std::string> keys;
  for (const auto& member : node)
    keys.push_back(member.first.as<std::string>());
  return keys;
}

void add_overlay(model::Stack& stack, const std::string& name) {
  stack.overlays[name].name = name;
}

void add_kubernetes(model::Stack& stack, const std::string& path) {
  model::Rendering& rendering = stack.renderings[path];
  rendering.path = path;
  rendering.kind = model::Rendering::Kind::kubernetes;
}

/// api from a recipe in the tree, on a db from a registry.
class SkaffoldFile : public testing::Test {
 protected:
  void SetUp() override {
    model::Image& db_image = stack.images["db"];
    db_image.name = "db";
    db_image.reference = "postgres:17";
    model::Image& app = stack.images.at("app");
    app.reference = "registry:5000/shop/app:dev";
    app.recipe = "/s/work/api";
    app.context = "/s/work";
    model::Service& db = test::add_service(stack, "db");
    db.image = "db";
    db.ports = {5432};
    model::Service& api = test::add_service(stack, "api", {"db"});
    api.volumes = {{"/s/work/api/src", "/app/src", true},
                   {"/s/work/conf/app.json", "/etc/app/app.json", true},
                   {"/s/work", "/all", true},
                   {"/s/data", "/data", true},
                   {"/s/work/cache", "/cache", false},
                   {"named", "/named", true}};
    test::add_mode(stack, "all", {"api"}).is_default = true;
    add_kubernetes(stack, "infrastructure/k8s");
    for (const char* stage : {"dev", "prod", "staging"})
      add_overlay(stack, stage);
    rendering.kind = model::Rendering::Kind::skaffold;
    rendering.path = "skaffold.yaml";
    rendering.declared_at = "/s/CMakeLists.txt:7";
  }
  std::string text() const {
    const auto made = render_skaffold(stack, rendering);
    EXPECT_TRUE(made) << to_string(made.error());
    return made ? made->files.at(0).text : "{}";
  }
  YAML::Node document() const { return YAML::Load(text()); }
  std::string error() const {
    const auto made = render_skaffold(stack, rendering);
    return made ? "rendered" : to_string(made.error());
  }

  model::Stack stack = test::empty_stack();
  model::Rendering rendering;
};

TEST_F(SkaffoldFile, HasTheKeysOfItsVersionAlone) {
  const YAML::Node read = document();
  EXPECT_EQ(read["apiVersion"].as<std::string>(), "skaffold/v4beta14");
  EXPECT_EQ(read["kind"].as<std::string>(), "Config");
  EXPECT_EQ(read["metadata"]["name"].as<std::string>(), "shop");
  EXPECT_THAT(keys_of(read),
              testing::ElementsAre("apiVersion", "kind", "metadata", "build", "manifests", "deploy",
                                   "portForward", "profiles"));
  EXPECT_THAT(keys_of(read["build"]["artifacts"][0]),
              testing::ElementsAre("image", "context", "sync", "custom"));
}

TEST_F(SkaffoldFile, HasCaissonMakeWhatHasARecipeInTheTree) {
  const YAML::Node artifacts = document()["build"]["artifacts"];
  ASSERT_EQ(artifacts.size(), 1U);
  EXPECT_EQ(artifacts[0]["image"].as<std::string>(), "registry:5000/shop/app");
  EXPECT_EQ(artifacts[0]["context"].as<std::string>(), "./work");
  EXPECT_EQ(artifacts[0]["custom"]["buildCommand"].as<std::string>(),
            "image=$(caisson images api --format env | sed -n 's/^CAISSON_IMAGE_APP=//p') && "
            "docker tag \"$image\" \"$IMAGE\" && { [ \"$PUSH_IMAGE\" != true ] || docker push "
            "\"$IMAGE\"; }");
}

TEST_F(SkaffoldFile, LeavesOutAnEdgeAndWhatOnlyThatNeeds) {
  model::Image image = stack.images.at("app");
  image.reference = "shop/edge:1";
  image.name = "edge";
  stack.images["edge"] = image;
  test::add_service(stack, "keys").image = "edge";
  model::Service& edge = test::add_service(stack, "edge", {"keys"});
  edge.image = "edge";
  stack.modes.at("all").services = {"api", "edge"};
  EXPECT_THAT(text(), HasSubstr("resourceName: keys-service"));
  edge.edge = model::Gateway{model::Gateway::Kind::traefik, "/r", 8080};
  EXPECT_THAT(text(), testing::Not(testing::AnyOf(HasSubstr("edge"), HasSubstr("keys"))));
}

TEST_F(SkaffoldFile, CopiesWhatIsMountedFromTheContext) {
  std::vector<std::string> rules;
  for (const YAML::Node& rule : document()["build"]["artifacts"][0]["sync"]["manual"])
    rules.push_back(rule["src"].as<std::string>() + " " + rule["dest"].as<std::string>() + " " +
                    rule["strip"].as<std::string>());
  EXPECT_THAT(rules, testing::ElementsAre("api/src/** /app/src api/src/",
                                          "conf/app.json /etc/app conf/", "** /all "));
}

TEST_F(SkaffoldFile, DeploysTheFirstStageAndTheOthersByProfile) {
  const YAML::Node read = document();
  const auto path = [](const YAML::Node& of) {
    return of["manifests"]["kustomize"]["paths"][0].as<std::string>();
  };
  EXPECT_EQ(path(read), "./infrastructure/k8s/overlays/dev");
  ASSERT_EQ(read["profiles"].size(), 2U);
  EXPECT_EQ(read["profiles"][0]["name"].as<std::string>(), "prod");
  EXPECT_EQ(path(read["profiles"][0]), "./infrastructure/k8s/overlays/prod");
  EXPECT_EQ(path(read["profiles"][1]), "./infrastructure/k8s/overlays/staging");
  stack.overlays = {{"dev", stack.overlays.at("dev")}};
  EXPECT_FALSE(document()["profiles"]);
}

TEST_F(SkaffoldFile, WantsAnOverlay) {
  const std::string said =
      "/s/CMakeLists.txt:7: there is no overlay that Skaffold could deploy\n"
      "  declare `caisson_add_rendering(infrastructure/k8s AS KUBERNETES)` and "
      "`caisson_add_overlay(dev)`";
  const auto overlays = stack.overlays;
  stack.overlays.clear();
  EXPECT_EQ(error(), said);
  stack.overlays = overlays;
  stack.renderings.clear();
  EXPECT_EQ(error(), said);
}

TEST_F(SkaffoldFile, RefusesTwoTagsOfOneImage) {
  model::Image other = stack.images.at("app");
  other.name = "other";
  other.declared_at = "/s/CMakeLists.txt:3";
  other.reference = "registry:5000/shop/app@sha256:0123";
  stack.images["other"] = other;
  test::add_service(stack, "second").image = "other";
  stack.modes.at("all").services = {"api", "second"};
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:3: Skaffold cannot tell the images `app` and `other` apart: it "
            "knows both as `registry:5000/shop/app`\n"
            "  give them REFERENCEs that differ before the tag");
}

TEST_F(SkaffoldFile, SaysFromWhatItComes) {
  EXPECT_THAT(text(), testing::StartsWith("# What caisson_add_rendering(skaffold.yaml)\n"));
  EXPECT_THAT(text(), HasSubstr("\n# It makes images by `caisson`, which has to be in PATH.\n"));
}

RC_GTEST_PROP(SkaffoldConformance, ForwardsWhatTheGraphOpens, ()) {
  model::Stack stack = test::arbitrary_acyclic_stack();
  std::set<std::string> expected;
  for (auto& [name, service] : stack.services) {
    service.completes = *rc::gen::arbitrary<bool>();
    service.ports = {test::arbitrary_port()};
    service.prefer = {{test::arbitrary_port(), test::arbitrary_port()}};
    if (service.completes) continue;
    for (const std::uint16_t port : {service.ports.front(), service.prefer.front().container})
      expected.insert(fmt::format("{}-service:{}", name, port));
  }
  add_kubernetes(stack, "k8s");
  add_overlay(stack, "dev");
  model::Rendering rendering;
  rendering.path = "deploy/skaffold.yaml";
  for (const auto& [name, service] : stack.services)
    rendering.services.push_back(name);
  const auto made = render_skaffold(stack, rendering);
  RC_ASSERT(made.has_value());
  const YAML::Node document = YAML::Load(made->files.at(0).text);
  std::set<std::string> found;
  for (const YAML::Node& entry : document["portForward"]) {
    RC_ASSERT(entry["namespace"].as<std::string>() == "shop");
    RC_ASSERT(entry["port"].as<int>() == entry["localPort"].as<int>());
    found.insert(entry["resourceName"].as<std::string>() + ":" + entry["port"].as<std::string>());
  }
  RC_ASSERT(found == expected);
  RC_ASSERT(document["manifests"]["kustomize"]["paths"][0].as<std::string>() ==
            "../k8s/overlays/dev");
}

}  // namespace
}  // namespace caisson::render
