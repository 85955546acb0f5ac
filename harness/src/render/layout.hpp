#pragma once

#include <cstddef>
#include <vector>

namespace caisson::render {

struct Point {
  double x = 0;
  double y = 0;
};

struct LayoutNode {
  double width = 0;
  double height = 0;
};

struct LayoutEdge {
  std::size_t from = 0;
  std::size_t to = 0;
};

struct LayoutSpacing {
  double column = 88;  ///< between two columns
  double row = 22;     ///< between two nodes of a column
  double lane = 14;    ///< beside an edge that passes through a column
  double port = 12;    ///< between two edges on one side of a node
};

struct Layout {
  std::vector<Point> nodes;  ///< top left corners
  /// From the side of `from` to the side of `to`; between two points an edge may curve, except
  /// where both have the same height: there it runs between two nodes.
  std::vector<std::vector<Point>> edges;
  double width = 0;
  double height = 0;
};

/// A layered drawing from left to right (Sugiyama 1981): columns by longest path, few crossings by
/// the barycentre heuristic, heights by least squares under the order. An edge goes right unless
/// it would close a cycle of those before it in the list; such a one goes left. Deterministic.
Layout lay_out(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
               const LayoutSpacing& spacing = {});

}  // namespace caisson::render
