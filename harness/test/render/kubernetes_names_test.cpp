#include "render/kubernetes_names.hpp"

#include <gmock/gmock.h>

#include <regex>

#include "render/binary.hpp"
#include "render/kubernetes_amounts.hpp"
#include "render/kubernetes_fixture.hpp"

namespace caisson::render {
namespace {
using testing::Contains;

TEST(KubernetesName, IsALabel) {
  EXPECT_EQ(kubernetes_name("api-2"), "api-2");
  EXPECT_EQ(kubernetes_name("My_App"), "my-app");
  EXPECT_EQ(kubernetes_name("_db_"), "db");
  EXPECT_EQ(kubernetes_name("2db"), "s-2db");
  EXPECT_EQ(kubernetes_name("___"), "s");
  EXPECT_EQ(kubernetes_name("a.b/c"), "a-b-c");
  const std::regex label("[a-z]([-a-z0-9]*[a-z0-9])?");
  for (std::size_t length = 1; length < 64; ++length) {
    for (const char* unit : {"a", "a_", "_", "9", "B-"}) {
      std::string name;
      while (name.size() < length)
        name += unit;
      EXPECT_TRUE(std::regex_match(kubernetes_name(name), label)) << name;
      EXPECT_LE(kubernetes_name(name).size(), 40U);
    }
  }
  EXPECT_NE(kubernetes_name(std::string(41, 'a')), kubernetes_name(std::string(42, 'a')));
}

TEST(KubernetesKey, HasAPrefixOrNone) {
  for (const char* good : {"team", "a.b_c-d", "example.com/team", "T2"})
    EXPECT_TRUE(is_kubernetes_key(good)) << good;
  for (const char* bad : {"", "-a", "a/", "/a", "a/b/c", "Example.com/a", "a..b/c", "a b"})
    EXPECT_FALSE(is_kubernetes_key(bad)) << bad;
  EXPECT_FALSE(is_kubernetes_key(std::string(64, 'a')));
}

TEST(KubernetesAmounts, AreWholeUnits) {
  EXPECT_EQ(kubernetes_bytes(std::int64_t{2} << 30), "2Gi");
  EXPECT_EQ(kubernetes_bytes(1536 << 20), "1536Mi");
  EXPECT_EQ(kubernetes_bytes(1000), "1000");
  EXPECT_EQ(kubernetes_cpus(2), "2");
  EXPECT_EQ(kubernetes_cpus(0.5), "500m");
  EXPECT_EQ(kubernetes_cpus(0.0001), "1m");
}

TEST(Binary, TellsTextFromBytes) {
  for (const char* text : {"", "a\n", "ü→🐳", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8_text(text)) << text;
  EXPECT_FALSE(is_utf8_text(std::string_view("a\0b", 3)));
  for (const char* bytes :
       {"\x80", "\xc1\x81", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
    EXPECT_FALSE(is_utf8_text(bytes));
}

TEST(Binary, IsBase64AsRfc4648HasIt) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

using KubernetesNames = KubernetesTest;

TEST_F(KubernetesNames, AreMappedAndReported) {
  test::add_service(stack, "My_db").run_as = "1:1";
  service("api").depends.push_back({"My_db"});
  service("db").aliases = {"the_db", "db.shop.local"};
  const auto document = read();
  EXPECT_TRUE(document.workloads.contains("my-db"));
  EXPECT_TRUE(document.external_names.contains("the-db"));
  const auto losses = rendered().losses;
  EXPECT_THAT(losses, Contains("`My_db` is `my-db` there: Kubernetes takes no such name"));
  EXPECT_THAT(losses, Contains("`the_db` is `the-db` there: Kubernetes takes no such name"));
  EXPECT_THAT(losses, Contains("a Service cannot have the name `db.shop.local`, an alias of `db`"));
}

TEST_F(KubernetesNames, AreNeverTwoServices) {
  test::add_service(stack, "a-b").run_as = "1:1";
  test::add_service(stack, "a_b").run_as = "1:1";
  rendering.services = {"a-b", "a_b"};
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:7: `a-b` would name two services in Kubernetes: `a-b` and `a_b`\n"
            "  rename one of them, or its alias");
  rendering.services.clear();
  service("db").aliases = {"store"};
  service("cache").aliases = {"store"};
  EXPECT_EQ(error(),
            "/s/CMakeLists.txt:1: `store` would name two services in Kubernetes: `cache` and `db`\n"
            "  rename one of them, or its alias");
}

TEST_F(KubernetesNames, OfLabelsBecomeAnnotations) {
  service("api").labels = {{"team", "shop & co"}, {"a//b", "1"}};
  EXPECT_EQ(read("api").annotations.at("team"), "shop & co");
  EXPECT_FALSE(read("api").annotations.contains("a//b"));
  EXPECT_THAT(rendered().losses,
              Contains("a name of its LABELS cannot be one of an annotation: `api`"));
}

TEST_F(KubernetesNames, OfHostsAreLost) {
  service("db").publish = {{5432, 5432}};
  EXPECT_THAT(
      rendered().losses,
      Contains("no port of a host leads to it, a ROUTE or `kubectl port-forward` does: `db`"));
}

}  // namespace
}  // namespace caisson::render
