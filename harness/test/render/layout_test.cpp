#include "render/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "render/layers.hpp"

namespace caisson::render {
namespace {
using testing::IsEmpty;

std::vector<LayoutNode> cards(std::size_t count) {
  return std::vector<LayoutNode>(count, LayoutNode{100, 40});
}

bool overlap(const Point& a, const Point& b) {
  constexpr double k_slack = 1e-6;
  return a.x < b.x + 100 && b.x < a.x + 100 && a.y + k_slack < b.y + 40 && b.y + k_slack < a.y + 40;
}

TEST(LayOut, PutsAChainOnOneLine) {
  const Layout layout =
      lay_out(cards(3), {{0, 1}, {1, 2}}, {.column = 50, .row = 20, .lane = 10, .port = 5});
  EXPECT_DOUBLE_EQ(layout.nodes[0].x, 0);
  EXPECT_DOUBLE_EQ(layout.nodes[1].x, 150);
  EXPECT_DOUBLE_EQ(layout.nodes[2].x, 300);
  EXPECT_NEAR(layout.nodes[0].y, layout.nodes[2].y, 1e-6);
  EXPECT_DOUBLE_EQ(layout.width, 400);
  EXPECT_NEAR(layout.height, 40, 1e-6);
}

TEST(LayOut, LeadsALongEdgePastTheCardBetween) {
  const Layout layout = lay_out(cards(3), {{0, 1}, {1, 2}, {0, 2}});
  ASSERT_EQ(layout.edges[2].size(), 4u);
  const double height = layout.edges[2][1].y;
  EXPECT_DOUBLE_EQ(layout.edges[2][2].y, height);
  EXPECT_TRUE(height < layout.nodes[1].y || height > layout.nodes[1].y + 40);
}

TEST(LayOut, TurnsTheEdgeThatClosesACycle) {
  const Layout layout = lay_out(cards(2), {{0, 1}, {1, 0}});
  EXPECT_LT(layout.nodes[0].x, layout.nodes[1].x);
  EXPECT_GT(layout.edges[1].front().x, layout.edges[1].back().x);
}

TEST(LayOut, HasNothingToDrawForNothing) {
  EXPECT_THAT(lay_out({}, {}).nodes, IsEmpty());
  EXPECT_EQ(lay_out(cards(1), {{0, 0}}).edges[0].size(), 0u);
}

TEST(ReduceCrossings, UntanglesTwoCrossedPairs) {
  Layers layers = make_layers(cards(4), {{0, 3}, {1, 2}});
  EXPECT_EQ(count_crossings(layers), 1u);
  reduce_crossings(layers);
  EXPECT_EQ(count_crossings(layers), 0u);
}

RC_GTEST_PROP(LayOut, LetsNoTwoCardsOverlapAndNoCardLeaveThePicture, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 14);
  const auto count = *rc::gen::inRange<std::size_t>(0, 30);
  std::vector<LayoutEdge> edges;
  for (std::size_t i = 0; i < count; ++i) {
    edges.push_back(
        {*rc::gen::inRange<std::size_t>(0, size), *rc::gen::inRange<std::size_t>(0, size)});
  }
  const Layout layout = lay_out(cards(size), edges);
  for (std::size_t a = 0; a < size; ++a) {
    RC_ASSERT(layout.nodes[a].x >= 0);
    RC_ASSERT(layout.nodes[a].y >= -1e-6);
    RC_ASSERT(layout.nodes[a].x + 100 <= layout.width + 1e-6);
    RC_ASSERT(layout.nodes[a].y + 40 <= layout.height + 1e-6);
    for (std::size_t b = a + 1; b < size; ++b) {
      RC_ASSERT(!overlap(layout.nodes[a], layout.nodes[b]));
    }
  }
}

RC_GTEST_PROP(LayOut, LeadsNoEdgeThroughACard, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(2, 12);
  std::vector<LayoutEdge> edges;
  for (std::size_t from = 0; from < size; ++from) {
    for (std::size_t to = from + 1; to < size; ++to) {
      if (*rc::gen::inRange(0, 100) < 30) edges.push_back({from, to});
    }
  }
  const Layout layout = lay_out(cards(size), edges);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto& points = layout.edges[e];
    RC_ASSERT(points.size() % 2 == 0);
    for (std::size_t i = 1; i + 1 < points.size(); i += 2) {
      for (const Point& card : layout.nodes) {
        const bool same_column = card.x >= points[i].x - 1e-6 && card.x <= points[i + 1].x;
        const bool through = points[i].y > card.y + 1e-6 && points[i].y < card.y + 40 - 1e-6;
        RC_ASSERT(!(same_column && through));
      }
    }
  }
}

}  // namespace
}  // namespace caisson::render
