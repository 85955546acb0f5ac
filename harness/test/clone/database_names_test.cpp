#include "clone/database_names.hpp"

#include <gtest/gtest.h>

namespace caisson::clone {
namespace {

TEST(DatabaseNames, FollowTheBase) {
  EXPECT_EQ(template_name("shop"), "shop_template");
  EXPECT_EQ(clone_name("shop", 12), "shop_t12");
  EXPECT_EQ(clone_number("shop", "shop_t12"), 12U);
}

TEST(DatabaseNames, OnlyAClonesNameHasANumber) {
  for (const char* name : {"shop", "shop_t", "shop_template", "shop_t1x", "shop_t-1", "shop_t 1",
                           "shop_t01", "xshop_t1", "Shop_t1", "shop_t99999999999999999999"})
    EXPECT_FALSE(clone_number("shop", name)) << name;
}

TEST(DatabaseNames, FitIntoWhatPostgresKeeps) {
  const std::string a = std::string(62, 'a') + "1";
  const std::string b = std::string(62, 'a') + "2";
  EXPECT_LE(template_name(a).size(), 63U);
  EXPECT_LE(clone_name(a, UINT64_MAX).size(), 63U);
  EXPECT_NE(clone_name(a, 1), clone_name(b, 1));
  EXPECT_EQ(clone_number(a, clone_name(a, 7)), 7U);
  EXPECT_FALSE(clone_number(b, clone_name(a, 7)));
}

TEST(DatabaseNames, AreNotCutInsideACharacter) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string base(shift, 'x');
    while (base.size() < 60)
      base += "\xe2\x82\xac";
    const std::string name = clone_name(base, 1);
    const std::size_t mark = name.rfind('_', name.rfind('_') - 1);
    EXPECT_EQ((mark - shift) % 3, 0U) << name;
  }
}

}  // namespace
}  // namespace caisson::clone
