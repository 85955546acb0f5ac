#include "render/relative_path.hpp"

#include <gtest/gtest.h>

namespace caisson::render {
namespace {

TEST(RelativePath, BelowBesideAndAbove) {
  EXPECT_EQ(relative_path("/s/data", "/s"), "./data");
  EXPECT_EQ(relative_path("/s/data", "/s/"), "./data");
  EXPECT_EQ(relative_path("/s/data/db", "/s/app/backend"), "../../data/db");
  EXPECT_EQ(relative_path("/s/app", "/s/app/backend"), "..");
  EXPECT_EQ(relative_path("/s", "/s"), ".");
  EXPECT_EQ(relative_path("/sibling", "/s"), "../sibling");
}

TEST(RelativePath, FolderOf) {
  EXPECT_EQ(folder_of("a/b/c.yml"), "a/b");
  EXPECT_EQ(folder_of("c.yml"), "");
}

}  // namespace
}  // namespace caisson::render
