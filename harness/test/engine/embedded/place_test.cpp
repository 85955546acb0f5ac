#include "engine/embedded/wire/place.hpp"

#include <gtest/gtest.h>

#include "plan/identity.hpp"

namespace caisson::engine::embedded {
namespace {

TEST(NestKey, IsOfTheInstance) {
  const Labels shop{{plan::label::k_instance, "shop"}, {"other", "label"}};
  EXPECT_EQ(nest_key("/run", shop).id, nest_key("/run", {{plan::label::k_instance, "shop"}}).id);
  EXPECT_NE(nest_key("/run", shop).id, nest_key("/run", {{plan::label::k_instance, "dice"}}).id);
  EXPECT_NE(nest_key("/run", shop).id, nest_key("/elsewhere", shop).id);
  EXPECT_EQ(nest_key("/run", {}).id, nest_key("/run", {{"a", "b"}}).id);
  EXPECT_EQ(nest_key("/run", shop).id.size(), 16U);
}

TEST(NestKey, OfAnEnvironmentDiesWithItsMaker) {
  const Labels lasting{{plan::label::k_instance, "shop"}, {plan::label::k_environment, ""}};
  const Labels tests{{plan::label::k_instance, "shop"}, {plan::label::k_environment, "tests"}};
  EXPECT_FALSE(nest_key("/run", lasting).ephemeral);
  EXPECT_TRUE(nest_key("/run", tests).ephemeral);
  EXPECT_FALSE(nest_key("/run", {}).ephemeral);
}

}  // namespace
}  // namespace caisson::engine::embedded
