#include "base/path.hpp"

#include <gtest/gtest.h>

namespace caisson {
namespace {

TEST(Path, AFolderIsNotThatOfItsNamesake) {
  EXPECT_TRUE(lies_in("/s/a", "/s"));
  EXPECT_TRUE(lies_in("/s", "/s"));
  EXPECT_TRUE(lies_in("/s", "/"));
  EXPECT_FALSE(lies_in("/sibling", "/s"));
  EXPECT_FALSE(lies_in("/", "/s"));
}

}  // namespace
}  // namespace caisson
