#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include "render/kubernetes_fixture.hpp"

namespace caisson::render {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

class KubernetesOverlay : public KubernetesTest {
 protected:
  void SetUp() override {
    KubernetesTest::SetUp();
    overlay().name = "prod";
    overlay().declared_at = "/s/CMakeLists.txt:20";
  }
  model::Overlay& overlay() { return stack.overlays["prod"]; }
  YAML::Node stage() const { return YAML::Load(file("overlays/prod/kustomization.yaml")); }
  std::vector<YAML::Node> objects(const std::string& path) const {
    return YAML::LoadAll(file("overlays/prod/" + path));
  }
  YAML::Node patch(const std::string& name) const {
    return objects("patches/" + name + ".yaml").front();
  }
  YAML::Node container(const std::string& name) const {
    return patch(name)["spec"]["template"]["spec"]["containers"][0];
  }
  std::string text(const YAML::Node& node) const { return node.as<std::string>(); }
};

TEST_F(KubernetesOverlay, IsTheBaseWhereItSaysNothing) {
  EXPECT_EQ(text(stage()["resources"][0]), "../../base");
  EXPECT_FALSE(stage()["patches"]);
  EXPECT_FALSE(stage()["images"]);
  overlay().replicas = {{"elsewhere", 3}};
  test::add_service(stack, "elsewhere");
  EXPECT_FALSE(stage()["patches"]);
}

TEST_F(KubernetesOverlay, ChangesHowManyThereAre) {
  overlay().replicas = {{"api", 3}};
  EXPECT_EQ(patch("api")["kind"].as<std::string>(), "Deployment");
  EXPECT_EQ(patch("api")["spec"]["replicas"].as<int>(), 3);
  EXPECT_EQ(text(objects("scaling.yaml")[0]["kind"]), "PodDisruptionBudget");
  EXPECT_EQ(text(stage()["resources"][1]), "scaling.yaml");
  EXPECT_EQ(text(stage()["patches"][0]["path"]), "patches/api.yaml");
  overlay().replicas = {{"api", 1}};
  EXPECT_EQ(stage()["resources"].size(), 1U);
}

TEST_F(KubernetesOverlay, HasTheLoadChangeIt) {
  overlay().autoscale = {{"api", {2, 6}}};
  overlay().reserve_cpus = {{"api", 0.25}};
  EXPECT_TRUE(patch("api")["spec"]["replicas"].IsNull());
  const YAML::Node spec = objects("scaling.yaml")[0]["spec"];
  EXPECT_EQ(text(spec["scaleTargetRef"]["name"]), "api");
  EXPECT_EQ(spec["minReplicas"].as<int>(), 2);
  EXPECT_EQ(spec["maxReplicas"].as<int>(), 6);
  overlay().reserve_cpus.clear();
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:20: nobody can tell how busy `api` is: it reserves no processors\n"
            "  say RESERVE_CPUS api=0.1 where AUTOSCALE is");
  service("api").cpus = 1;
  EXPECT_EQ(error(), "rendered");
}

TEST_F(KubernetesOverlay, ChangesLimitsAndReservations) {
  overlay().memory_bytes = {{"api", std::int64_t{1} << 30}};
  overlay().cpus = {{"api", 2}};
  overlay().reserve_memory_bytes = {{"api", 1500}};
  overlay().reserve_cpus = {{"api", 0.25}};
  EXPECT_EQ(text(container("api")["name"]), "api");
  const YAML::Node resources = container("api")["resources"];
  EXPECT_EQ(text(resources["limits"]["memory"]), "1Gi");
  EXPECT_EQ(text(resources["limits"]["cpu"]), "2");
  EXPECT_EQ(text(resources["requests"]["memory"]), "1500");
  EXPECT_EQ(text(resources["requests"]["cpu"]), "250m");
  EXPECT_FALSE(patch("api")["spec"]["replicas"]);
}

TEST_F(KubernetesOverlay, MakesRoomForData) {
  service("db").volumes = {{"/s/data/db", "/data", false}, {"/s/shared", "/shared", false}};
  service("api").volumes = {{"/s/shared", "/shared", true}};
  overlay().storage_bytes = {{"db", std::int64_t{5} << 30}, {"api", std::int64_t{6} << 30}};
  const YAML::Node claim = objects("patches/db.yaml")[0]["spec"]["volumeClaimTemplates"][0];
  EXPECT_EQ(text(claim["metadata"]["name"]), "data");
  EXPECT_EQ(text(claim["spec"]["resources"]["requests"]["storage"]), "5Gi");
  const YAML::Node shared = objects("patches/api.yaml")[0];
  EXPECT_EQ(text(shared["kind"]), "PersistentVolumeClaim");
  EXPECT_EQ(text(shared["spec"]["resources"]["requests"]["storage"]), "6Gi");
}

TEST_F(KubernetesOverlay, ChangesTagsOfImages) {
  stack.images.at("app").reference = "registry.test:5000/shop/app:1@sha256:00";
  overlay().tags = {{"app", "stable"}};
  EXPECT_EQ(text(stage()["images"][0]["name"]), "registry.test:5000/shop/app");
  EXPECT_EQ(text(stage()["images"][0]["newTag"]), "stable");
  model::Image other = stack.images.at("app");
  other.name = "other";
  stack.images["other"] = other;
  service("db").image = "other";
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:20: the tag of `app` would be that of `other`, too, which is also "
            "called `registry.test:5000/shop/app`\n"
            "  give `other` another REFERENCE");
}

TEST_F(KubernetesOverlay, SaysWhoseReplicasHaveDataOfTheirOwn) {
  service("db").volumes = {{"/s/data/db", "/data", false}};
  overlay().replicas = {{"db", 2}};
  EXPECT_THAT(rendered().losses,
              testing::Contains("each of its replicas has data of its own: `db`"));
  overlay().replicas = {{"db", 1}};
  EXPECT_THAT(rendered().losses, testing::Not(testing::Contains(HasSubstr("data of its own"))));
}

}  // namespace
}  // namespace caisson::render
