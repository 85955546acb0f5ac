#include "render/waterfall.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/well_formed.hpp"

namespace caisson::render {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(WaterfallSvg, HasARowAServiceInTheOrderOfTheirStart) {
  const std::string svg =
      waterfall_svg("shop", {{"api", 20ms, 900ms, 1500ms}, {"db", 10ms, 200ms, 890ms}});
  EXPECT_EQ(test::xml_fault(svg), "");
  EXPECT_LT(svg.find(">db</text>"), svg.find(">api</text>"));
  for (const char* shown :
       {"2 services ready in 1.5 s", ">890 ms</text>", ">1.5 s</text>", ">400 ms</text>"}) {
    EXPECT_THAT(svg, HasSubstr(shown));
  }
}

TEST(WaterfallSvg, ShowsWhoNeverBecameReady) {
  const std::string svg =
      waterfall_svg("a&b", {{"api", 20ms, 900ms, std::nullopt}, {"db", 10ms, 200ms, 890ms}});
  EXPECT_EQ(test::xml_fault(svg), "");
  EXPECT_THAT(svg, HasSubstr("not ready"));
  EXPECT_THAT(svg, HasSubstr("1 of 2 services ready after 900 ms"));
}

TEST(WaterfallSvg, BearsEmptyAndInstantStarts) {
  EXPECT_EQ(test::xml_fault(waterfall_svg("shop", {})), "");
  EXPECT_EQ(test::xml_fault(waterfall_svg("shop", {{"api", 0ms, 0ms, 0ms}})), "");
}

}  // namespace
}  // namespace caisson::render
