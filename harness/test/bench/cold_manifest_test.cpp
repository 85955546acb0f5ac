#include "bench/cold_manifest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson::bench {
namespace {

using nlohmann::json;

TEST(ColdManifest, EveryBaseHasARecipeOfItsOwn) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(make_directories(folder / "declared"));
  ASSERT_TRUE(write_file(folder / "declared/rootfs.sh", "exit", 0755));
  const json declared = {{"images",
                          {{"debian", {{"recipe", folder / "declared"}}},
                           {"node", {{"recipe", "/node"}, {"bases", {"debian"}}}},
                           {"pulled", {{"reference", "pulled:1"}}}}}};

  const json cold = with_cold_images(folder / "cold", declared);
  EXPECT_EQ(cold["images"]["debian"]["recipe"], folder / "cold/debian");
  EXPECT_EQ(cold["images"]["node"], declared["images"]["node"]);
  EXPECT_EQ(cold["images"]["pulled"], declared["images"]["pulled"]);
  EXPECT_EQ(*read_file(folder / "cold/debian/rootfs.sh"), "exit");
  EXPECT_TRUE(file_exists(folder / "cold/debian/difference"));
}

TEST(ColdManifest, IsTheSameAgain) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(make_directories(folder / "declared"));
  ASSERT_TRUE(write_file(folder / "declared/suite", "trixie"));
  const json declared = {{"images", {{"debian", {{"recipe", folder / "declared"}}}}}};
  const json once = with_cold_images(folder / "cold", declared);
  const std::string difference = *read_file(folder / "cold/debian/difference");
  ASSERT_TRUE(write_file(folder / "cold/debian/left", "by an earlier benchmark"));
  EXPECT_EQ(with_cold_images(folder / "cold", declared), once);
  EXPECT_EQ(*read_file(folder / "cold/debian/difference"), difference);
  EXPECT_FALSE(file_exists(folder / "cold/debian/left"));
}

}  // namespace
}  // namespace caisson::bench
