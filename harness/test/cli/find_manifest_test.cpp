#include "cli/find_manifest.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson::cli {
namespace {

using ::testing::HasSubstr;

class FindManifest : public ::testing::Test {
 protected:
  std::string put(const std::string& name) {
    const std::string path = m_folder / name;
    EXPECT_TRUE(make_directories(path.substr(0, path.rfind('/'))).has_value());
    EXPECT_TRUE(write_file(path, "{}").has_value());
    return path;
  }
  std::string at(const std::string& name) { return m_folder / name; }

  test::TemporaryFolder m_folder;
};

TEST_F(FindManifest, TakesTheOptionBeforeTheVariable) {
  const std::string one = put("one.json");
  const std::string two = put("two.json");
  EXPECT_EQ(*find_manifest(one, two, "/"), one);
  EXPECT_EQ(*find_manifest("", two, "/"), two);
}

TEST_F(FindManifest, NamesTheMissingFile) {
  const auto option = find_manifest(at("none.json"), "", "/");
  ASSERT_TRUE(option.has_error());
  EXPECT_EQ(option.error().message, "there is no manifest `" + at("none.json") + "`");
  EXPECT_EQ(option.error().place, "--manifest");
  EXPECT_EQ(find_manifest("", at("none.json"), "/").error().place, "CAISSON_MANIFEST");
}

TEST_F(FindManifest, LooksInTheBuildTreeItStandsIn) {
  put("b/CMakeCache.txt");
  const std::string manifest = put("b/caisson/shop.json");
  put("b/deep/er/x");
  EXPECT_EQ(*find_manifest("", "", at("b/deep/er")), manifest);
}

TEST_F(FindManifest, LooksInTheBuildFoldersOfTheSourceItStandsIn) {
  put("s/src/x.cpp");
  const std::string manifest = put("s/build/caisson/shop.json");
  EXPECT_EQ(*find_manifest("", "", at("s/src")), manifest);
}

TEST_F(FindManifest, LooksInTheBuildFoldersOfPresets) {
  put("s/build/dev/CMakeCache.txt");
  const std::string manifest = put("s/build/dev/caisson/shop.json");
  EXPECT_EQ(*find_manifest("", "", at("s")), manifest);
}

TEST_F(FindManifest, TakesNoFolderForOursBecauseOfItsName) {
  put("s/caisson/package.json");
  EXPECT_TRUE(find_manifest("", "", at("s")).has_error());
}

TEST_F(FindManifest, NamesAllWhenThereAreSeveral) {
  put("s/build/dev/CMakeCache.txt");
  put("s/build/ci/CMakeCache.txt");
  const std::string one = put("s/build/ci/caisson/shop.json");
  const std::string two = put("s/build/dev/caisson/shop.json");
  const auto found = find_manifest("", "", at("s"));
  ASSERT_TRUE(found.has_error());
  EXPECT_EQ(found.error().kind, ErrorKind::usage);
  EXPECT_EQ(found.error().message, "several manifests: `" + one + "`, `" + two + "`");
}

TEST_F(FindManifest, SaysWhereItLooked) {
  put("s/x");
  const auto found = find_manifest("", "", at("s"));
  ASSERT_TRUE(found.has_error());
  EXPECT_EQ(found.error().kind, ErrorKind::manifest);
  EXPECT_THAT(found.error().message, HasSubstr("no manifest found at or above `" + at("s") + "`"));
}

}  // namespace
}  // namespace caisson::cli
