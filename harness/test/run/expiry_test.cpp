#include <gtest/gtest.h>

#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

using engine::simulated::exits;
using model::Condition;

TEST(Expiry, AOneShotRunsAgainOnceWhatItDidHasExpired) {
  Simulation s;
  s.graph.add_one_shot("renew").expires = 24h;
  s.graph.add("edge", {{"renew", Condition::completed}});
  s.engine.scripts["renew"] = exits(5ms, 0);
  const auto up_at = [&s](std::chrono::hours hours) {
    s.site.time = Time(hours);
    EXPECT_TRUE(s.up()->success);
    return s.engine.container("shop-1-renew")->id;
  };
  const std::string first = up_at(1000h);
  const std::string edge = s.engine.container("shop-1-edge")->id;
  EXPECT_EQ(up_at(1023h), first);
  const std::string second = up_at(1024h);
  EXPECT_NE(second, first);
  EXPECT_EQ(up_at(1047h), second) << "it is good again from then on";
  EXPECT_EQ(s.engine.container("shop-1-edge")->id, edge) << "who waited for it goes on";
}

TEST(Expiry, AOneShotOfBeforeItWasDeclaredRunsAgain) {
  Simulation s;
  s.graph.add_one_shot("renew");
  s.engine.scripts["renew"] = exits(5ms, 0);
  ASSERT_TRUE(s.up()->success);
  const std::string before = s.engine.container("shop-1-renew")->id;
  s.graph["renew"].expires = 24h;
  ASSERT_TRUE(s.up()->success);
  EXPECT_NE(s.engine.container("shop-1-renew")->id, before);
}

}  // namespace
}  // namespace caisson::run::test
