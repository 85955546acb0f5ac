#pragma once

#include <cstddef>
#include <vector>

#include "render/layout.hpp"

namespace caisson::render {

/// What a column holds: a node, or the place where an edge passes through.
struct Cell {
  std::size_t node = k_none;  ///< k_none: a passage
  std::size_t column = 0;
  double height = 0;
  std::vector<std::size_t> left;   ///< cells one column to the left it is joined to
  std::vector<std::size_t> right;  ///< and one to the right
  double y = 0;                    ///< centre

  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);
  bool is_passage() const { return node == k_none; }
};

/// A graph cut into columns, every edge into pieces between neighbouring columns.
struct Layers {
  std::vector<Cell> cells;                        ///< the first ones are the nodes, in their order
  std::vector<std::vector<std::size_t>> columns;  ///< cells from top to bottom
  std::vector<std::vector<std::size_t>> routes;   ///< by edge: its cells from left to right
  std::vector<bool> reversed;                     ///< by edge: drawn from right to left
};

/// Columns by longest path; the order inside a column is still that of the nodes.
Layers make_layers(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges);

/// Reorders the cells of each column so that few edges cross.
void reduce_crossings(Layers& layers);

/// The number of crossings between neighbouring columns.
std::size_t count_crossings(const Layers& layers);

}  // namespace caisson::render
