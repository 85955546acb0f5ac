#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/builder.hpp"
#include "model/check.hpp"

namespace caisson::model {
namespace {
using testing::IsEmpty;

/// api and a one-shot, and a stage.
class CheckOverlay : public testing::Test {
 protected:
  void SetUp() override {
    test::add_service(stack, "api").memory_bytes = 512;
    Service& migrate = test::add_service(stack, "migrate");
    migrate.completes = true;
    migrate.healthcheck.reset();
    test::add_mode(stack, "all", {"api"});
    overlay().name = "prod";
    overlay().declared_at = "/s/CMakeLists.txt:9";
  }
  Overlay& overlay() { return stack.overlays["prod"]; }
  /// The one mistake that was made.
  void expect(const std::string& key, const std::string& message, const std::string& remedy) {
    const Problems problems = check(stack);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place, "/s/CMakeLists.txt:9: overlays.prod." + key);
    EXPECT_EQ(problems[0].message, message);
    EXPECT_EQ(problems[0].remedy, remedy);
  }

  Stack stack = test::empty_stack();
};

TEST_F(CheckOverlay, FindsNothingInAGoodOne) {
  overlay().replicas = {{"api", 2}};
  overlay().reserve_memory_bytes = {{"api", 512}};
  overlay().reserve_cpus = {{"api", 3}};
  overlay().tags = {{"app", "2"}};
  EXPECT_THAT(check(stack), IsEmpty());
}

TEST_F(CheckOverlay, KnowsServicesAndImages) {
  overlay().memory_bytes = {{"apu", 1}};
  expect("memory_bytes.apu", "unknown service `apu`", "did you mean `api`?");
  overlay().memory_bytes.clear();
  overlay().tags = {{"ap", "1"}};
  expect("tags.ap", "unknown image `ap`", "did you mean `app`?");
}

TEST_F(CheckOverlay, ScalesNoOneShot) {
  overlay().replicas = {{"migrate", 2}};
  expect("replicas.migrate", "`migrate` is a one-shot, which is run once", "take it out");
  overlay().replicas.clear();
  overlay().autoscale = {{"migrate", {1, 2}}};
  expect("autoscale.migrate", "`migrate` is a one-shot, which is run once", "take it out");
}

TEST_F(CheckOverlay, ScalesInOneWay) {
  overlay().autoscale = {{"api", {1, 2}}};
  overlay().replicas = {{"api", 2}};
  expect("autoscale.api", "REPLICAS is given, too", "keep one of them");
  overlay().replicas.clear();
  overlay().autoscale = {{"api", {3, 2}}};
  expect("autoscale.api", "`3..2` ends before it begins", "give the smaller number first");
}

TEST_F(CheckOverlay, ReservesNoMoreThanIsAllowed) {
  overlay().reserve_memory_bytes = {{"api", 513}};
  expect("reserve_memory_bytes.api", "reserves more memory than the limit allows",
         "raise the limit, or reserve less");
  overlay().memory_bytes = {{"api", 1024}};
  EXPECT_THAT(check(stack), IsEmpty());
  overlay().cpus = {{"api", 0.5}};
  overlay().reserve_cpus = {{"api", 0.6}};
  expect("reserve_cpus.api", "reserves more processors than the limit allows",
         "raise the limit, or reserve less");
}

TEST_F(CheckOverlay, KubernetesHasNoProfiles) {
  stack.overlays.clear();
  Rendering rendering{
      "k8s", "/s/CMakeLists.txt:8", Rendering::Kind::kubernetes, "", {"api"}, {"web"}, ""};
  stack.renderings["k8s"] = rendering;
  const Problems problems = check(stack);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(to_string(problems[0]),
            "/s/CMakeLists.txt:8: renderings.k8s.profiles: nobody could switch them in a file of "
            "Kubernetes\n  name a MODE that has them on");
}

}  // namespace
}  // namespace caisson::model
