#include "render/layout.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "render/layers.hpp"

namespace caisson::render {
namespace {

double separation(const Cell& upper, const Cell& lower, const LayoutSpacing& spacing) {
  const bool passage = upper.is_passage() || lower.is_passage();
  return upper.height / 2 + lower.height / 2 + (passage ? spacing.lane : spacing.row);
}

/// Moves the cells of a column as near to where they want to be as their order and separation
/// allow: least squares under a monotone constraint, by pooling adjacent violators.
void settle(Layers& layers, const std::vector<std::size_t>& column,
            const std::vector<double>& wanted, const std::vector<double>& weight,
            const LayoutSpacing& spacing) {
  struct Block {
    double mean;
    double weight;
    std::size_t count;
  };
  std::vector<double> offset(column.size());
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (i > 0) {
      offset[i] =
          offset[i - 1] + separation(layers.cells[column[i - 1]], layers.cells[column[i]], spacing);
    }
    blocks.push_back({wanted[i] - offset[i], weight[i], 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean > blocks.back().mean) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& merged = blocks.back();
      merged.mean =
          (merged.mean * merged.weight + last.mean * last.weight) / (merged.weight + last.weight);
      merged.weight += last.weight;
      merged.count += last.count;
    }
  }
  std::size_t i = 0;
  for (const Block& block : blocks) {
    for (std::size_t n = 0; n < block.count; ++n, ++i) {
      layers.cells[column[i]].y = block.mean + offset[i];
    }
  }
}

/// One pass: every cell of the column wants to be level with its neighbours. A long edge holds
/// straight where it passes through.
void level(Layers& layers, const std::vector<std::size_t>& column, bool left, bool right,
           const LayoutSpacing& spacing) {
  std::vector<double> wanted;
  std::vector<double> weight;
  for (const std::size_t index : column) {
    const Cell& cell = layers.cells[index];
    double sum = 0;
    double total = 0;
    const auto pull = [&](const std::vector<std::size_t>& others) {
      for (const std::size_t other : others) {
        const double force = cell.is_passage() && layers.cells[other].is_passage() ? 4 : 1;
        sum += force * layers.cells[other].y;
        total += force;
      }
    };
    if (left) pull(cell.left);
    if (right) pull(cell.right);
    wanted.push_back(total > 0 ? sum / total : cell.y);
    weight.push_back(std::max(total, 0.05));
  }
  settle(layers, column, wanted, weight, spacing);
}

void assign_heights(Layers& layers, const LayoutSpacing& spacing) {
  constexpr int k_passes = 12;
  for (const auto& column : layers.columns) {
    const std::vector<double> middle(column.size(), 0);
    settle(layers, column, middle, std::vector<double>(column.size(), 1), spacing);
  }
  for (int pass = 0; pass < k_passes; ++pass) {
    for (const auto& column : layers.columns)
      level(layers, column, true, pass > 3, spacing);
    for (auto column = layers.columns.rbegin(); column != layers.columns.rend(); ++column) {
      level(layers, *column, pass > 3, true, spacing);
    }
  }
  double top = std::numeric_limits<double>::max();
  for (const Cell& cell : layers.cells)
    top = std::min(top, cell.y - cell.height / 2);
  for (Cell& cell : layers.cells)
    cell.y -= top;
}

struct Columns {
  std::vector<double> left;
  std::vector<double> width;
};

Columns place_columns(const Layers& layers, const std::vector<LayoutNode>& nodes,
                      const LayoutSpacing& spacing) {
  Columns columns;
  double x = 0;
  for (const auto& column : layers.columns) {
    double widest = 0;
    for (const std::size_t cell : column) {
      if (!layers.cells[cell].is_passage()) {
        widest = std::max(widest, nodes[layers.cells[cell].node].width);
      }
    }
    columns.left.push_back(x);
    columns.width.push_back(widest);
    x += widest + spacing.column;
  }
  return columns;
}

/// Where each edge touches its nodes: spread over the side, in the order of where they come from.
class Anchors {
 public:
  Anchors(const Layers& layers, const LayoutSpacing& spacing)
      : m_start(layers.routes.size()), m_end(layers.routes.size()) {
    spread(layers, spacing, true, m_start);
    spread(layers, spacing, false, m_end);
  }
  double start(std::size_t edge) const { return m_start[edge]; }
  double end(std::size_t edge) const { return m_end[edge]; }

 private:
  static void spread(const Layers& layers, const LayoutSpacing& spacing, bool at_start,
                     std::vector<double>& into) {
    // node, height of the other end of the first piece, edge
    std::vector<std::tuple<std::size_t, double, std::size_t>> touches;
    for (std::size_t edge = 0; edge < layers.routes.size(); ++edge) {
      const auto& route = layers.routes[edge];
      if (route.empty()) continue;
      const std::size_t node = at_start ? route.front() : route.back();
      const std::size_t other = at_start ? route[1] : route[route.size() - 2];
      touches.emplace_back(node, layers.cells[other].y, edge);
    }
    std::sort(touches.begin(), touches.end());
    for (std::size_t first = 0; first < touches.size();) {
      std::size_t last = first;
      const std::size_t node = std::get<0>(touches[first]);
      while (last < touches.size() && std::get<0>(touches[last]) == node)
        ++last;
      const Cell& cell = layers.cells[node];
      const auto count = static_cast<double>(last - first);
      const double step = std::min(spacing.port, cell.height * 0.8 / count);
      for (std::size_t i = first; i < last; ++i) {
        into[std::get<2>(touches[i])] =
            cell.y + (static_cast<double>(i - first) - (count - 1) / 2) * step;
      }
      first = last;
    }
  }

  std::vector<double> m_start;
  std::vector<double> m_end;
};

std::vector<Point> draw_edge(const Layers& layers, const std::vector<LayoutNode>& nodes,
                             const Columns& columns, const Anchors& anchors, std::size_t edge) {
  const auto& route = layers.routes[edge];
  std::vector<Point> points;
  if (route.empty()) return points;
  const Cell& first = layers.cells[route.front()];
  points.push_back({columns.left[first.column] + nodes[first.node].width, anchors.start(edge)});
  for (std::size_t i = 1; i + 1 < route.size(); ++i) {
    const Cell& passage = layers.cells[route[i]];
    const double left = columns.left[passage.column];
    points.push_back({left, passage.y});
    points.push_back({left + columns.width[passage.column], passage.y});
  }
  points.push_back({columns.left[layers.cells[route.back()].column], anchors.end(edge)});
  if (layers.reversed[edge]) std::reverse(points.begin(), points.end());
  return points;
}

}  // namespace

Layout lay_out(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
               const LayoutSpacing& spacing) {
  Layout layout;
  if (nodes.empty()) return layout;
  Layers layers = make_layers(nodes, edges);
  reduce_crossings(layers);
  assign_heights(layers, spacing);
  const Columns columns = place_columns(layers, nodes, spacing);
  const Anchors anchors(layers, spacing);
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    const Cell& cell = layers.cells[node];
    layout.nodes.push_back({columns.left[cell.column], cell.y - cell.height / 2});
  }
  for (std::size_t edge = 0; edge < edges.size(); ++edge) {
    layout.edges.push_back(draw_edge(layers, nodes, columns, anchors, edge));
  }
  layout.width = columns.left.back() + columns.width.back();
  for (const Cell& cell : layers.cells) {
    layout.height = std::max(layout.height, cell.y + cell.height / 2);
  }
  return layout;
}

}  // namespace caisson::render
