#include "declared_setting.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tenant/scene.hpp"

namespace caisson::gtest {
namespace {

using tenant::requires_engine;
using tenant::Setting;
using tenant::split_at_commas;

constexpr Declaration k_declared{"/b/shop.json", "shop", "/b/caisson", "db,cache", ""};

class Set : public tenant::Scene {
 protected:
  Set() {
    for (const auto* const name : k_names)
      ::unsetenv(name);
    ::setenv("XDG_RUNTIME_DIR", folder().c_str(), 1);
  }
  ~Set() override {
    for (const auto* const name : k_names)
      ::unsetenv(name);
    ::unsetenv("XDG_RUNTIME_DIR");
  }

 private:
  static constexpr const char* k_names[] = {"CAISSON_MANIFEST", "CAISSON_INSTANCE",
                                            "CAISSON_EXECUTABLE", "CAISSON_REQUIRE_ENGINE"};
};

TEST_F(Set, IsWhatIsDeclared) {
  const Setting setting = read_setting(k_declared);
  EXPECT_EQ(setting.manifest, "/b/shop.json");
  EXPECT_EQ(setting.command, "/b/caisson");
  EXPECT_EQ(setting.socket, path("caisson/shop.sock"));
  EXPECT_EQ(setting.services, (std::vector<std::string>{"db", "cache"}));
  EXPECT_TRUE(setting.isolate.empty());
}

TEST_F(Set, ManifestIsMadeAbsolute) {
  ::setenv("CAISSON_MANIFEST", "x.json", 1);
  const Setting setting = read_setting(k_declared);
  EXPECT_EQ(setting.manifest, std::filesystem::current_path().string() + "/x.json");
  EXPECT_EQ(setting.socket, "");
}

TEST_F(Set, SameManifestKeepsTheInstance) {
  ::setenv("CAISSON_MANIFEST", "/b/shop.json", 1);
  EXPECT_NE(read_setting(k_declared).socket, "");
}

TEST_F(Set, LongNamesAreLeftToTheCommand) {
  ::setenv("CAISSON_INSTANCE", std::string(48, 'x').c_str(), 1);
  EXPECT_NE(read_setting(k_declared).socket, "");
  ::setenv("CAISSON_INSTANCE", std::string(49, 'x').c_str(), 1);
  EXPECT_EQ(read_setting(k_declared).socket, "");
}

TEST_F(Set, NobodyElsesFolderIsEntered) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  ASSERT_EQ(::chown(path("caisson").c_str(), 12345, 12345), 0);
  EXPECT_EQ(read_setting(k_declared).socket, "");
}

TEST_F(Set, EngineIsRequiredByAnythingButNo) {
  EXPECT_FALSE(requires_engine());
  ::setenv("CAISSON_REQUIRE_ENGINE", "0", 1);
  EXPECT_FALSE(requires_engine());
  ::setenv("CAISSON_REQUIRE_ENGINE", "1", 1);
  EXPECT_TRUE(requires_engine());
}

TEST(SplitAtCommas, LeavesNothingEmpty) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(split_at_commas(""), Parts{});
  EXPECT_EQ(split_at_commas(","), Parts{});
  EXPECT_EQ(split_at_commas("a"), Parts{"a"});
  EXPECT_EQ(split_at_commas(",a,,b,"), (Parts{"a", "b"}));
}

}  // namespace
}  // namespace caisson::gtest
