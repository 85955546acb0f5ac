#include "render/layers.hpp"

#include <algorithm>
#include <utility>

namespace caisson::render {
namespace {
using Lists = std::vector<std::vector<std::size_t>>;

bool reaches(const Lists& next, std::size_t from, std::size_t to) {
  std::vector<bool> seen(next.size());
  std::vector<std::size_t> open{from};
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (node == to) return true;
    if (seen[node]) continue;
    seen[node] = true;
    open.insert(open.end(), next[node].begin(), next[node].end());
  }
  return false;
}

/// The edges as a graph without cycles.
struct Acyclic {
  Lists next;
  Lists previous;
  std::vector<bool> reversed;
};

Acyclic orient(std::size_t size, const std::vector<LayoutEdge>& edges) {
  Acyclic graph{Lists(size), Lists(size), std::vector<bool>(edges.size())};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    auto [from, to] = edges[i];
    if (from == to) continue;
    if (reaches(graph.next, to, from)) {
      graph.reversed[i] = true;
      std::swap(from, to);
    }
    graph.next[from].push_back(to);
    graph.previous[to].push_back(from);
  }
  return graph;
}

std::vector<std::size_t> topological(const Acyclic& graph) {
  std::vector<std::size_t> missing;
  std::vector<std::size_t> order;
  for (std::size_t node = 0; node < graph.next.size(); ++node) {
    missing.push_back(graph.previous[node].size());
    if (missing[node] == 0) order.push_back(node);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const std::size_t to : graph.next[order[i]]) {
      if (--missing[to] == 0) order.push_back(to);
    }
  }
  return order;
}

/// Longest path from the left; then who is joined to more on its right moves there.
std::vector<std::size_t> columns_of(const Acyclic& graph) {
  const std::vector<std::size_t> order = topological(graph);
  std::vector<std::size_t> column(order.size());
  for (const std::size_t node : order) {
    for (const std::size_t to : graph.next[node]) {
      column[to] = std::max(column[to], column[node] + 1);
    }
  }
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    const auto& next = graph.next[*node];
    if (next.empty() || next.size() < graph.previous[*node].size()) continue;
    std::size_t nearest = column[next.front()];
    for (const std::size_t to : next)
      nearest = std::min(nearest, column[to]);
    column[*node] = nearest - 1;
  }
  return column;
}

void chain(Layers& layers, std::size_t left, std::size_t right) {
  layers.cells[left].right.push_back(right);
  layers.cells[right].left.push_back(left);
}

std::size_t add_cell(Layers& layers, Cell cell) {
  const std::size_t index = layers.cells.size();
  layers.columns[cell.column].push_back(index);
  layers.cells.push_back(std::move(cell));
  return index;
}

void route(Layers& layers, std::size_t from, std::size_t to) {
  std::vector<std::size_t> cells{from};
  for (std::size_t column = layers.cells[from].column + 1; column < layers.cells[to].column;
       ++column) {
    Cell passage;
    passage.column = column;
    const std::size_t cell = add_cell(layers, passage);
    chain(layers, cells.back(), cell);
    cells.push_back(cell);
  }
  chain(layers, cells.back(), to);
  cells.push_back(to);
  layers.routes.push_back(std::move(cells));
}

std::vector<std::size_t> positions_of(const Layers& layers) {
  std::vector<std::size_t> position(layers.cells.size());
  for (const auto& column : layers.columns) {
    for (std::size_t i = 0; i < column.size(); ++i)
      position[column[i]] = i;
  }
  return position;
}

/// Sorts a column by the mean position of its neighbours on one side.
void sort_by_barycentre(Layers& layers, std::vector<std::size_t>& column, bool by_left,
                        const std::vector<std::size_t>& position) {
  std::vector<std::pair<double, std::size_t>> keyed;
  for (const std::size_t cell : column) {
    const auto& neighbours = by_left ? layers.cells[cell].left : layers.cells[cell].right;
    double sum = 0;
    for (const std::size_t other : neighbours)
      sum += static_cast<double>(position[other]);
    const double mean = neighbours.empty() ? static_cast<double>(position[cell])
                                           : sum / static_cast<double>(neighbours.size());
    keyed.emplace_back(mean, cell);
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < column.size(); ++i)
    column[i] = keyed[i].second;
}

}  // namespace

Layers make_layers(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) {
  const Acyclic graph = orient(nodes.size(), edges);
  const std::vector<std::size_t> column = columns_of(graph);
  Layers layers;
  layers.reversed = graph.reversed;
  layers.columns.resize(column.empty() ? 0 : *std::max_element(column.begin(), column.end()) + 1);
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    Cell cell;
    cell.node = node;
    cell.column = column[node];
    cell.height = nodes[node].height;
    add_cell(layers, cell);
  }
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto [from, to] = edges[i];
    if (from == to) {
      layers.routes.emplace_back();
    } else {
      route(layers, graph.reversed[i] ? to : from, graph.reversed[i] ? from : to);
    }
  }
  return layers;
}

std::size_t count_crossings(const Layers& layers) {
  const std::vector<std::size_t> position = positions_of(layers);
  std::size_t crossings = 0;
  for (const auto& column : layers.columns) {
    std::vector<std::size_t> ends;  // right ends of the pieces, in the order of their left ends
    for (const std::size_t cell : column) {
      std::vector<std::size_t> own;
      for (const std::size_t other : layers.cells[cell].right)
        own.push_back(position[other]);
      std::sort(own.begin(), own.end());
      for (const std::size_t end : own) {
        const auto above = std::upper_bound(ends.begin(), ends.end(), end);
        crossings += static_cast<std::size_t>(ends.end() - above);
      }
      std::vector<std::size_t> merged(ends.size() + own.size());
      std::merge(ends.begin(), ends.end(), own.begin(), own.end(), merged.begin());
      ends = std::move(merged);
    }
  }
  return crossings;
}

void reduce_crossings(Layers& layers) {
  constexpr int k_sweeps = 16;
  auto best = layers.columns;
  std::size_t fewest = count_crossings(layers);
  for (int sweep = 0; sweep < k_sweeps && fewest > 0; ++sweep) {
    const bool rightwards = sweep % 2 == 0;
    const std::size_t size = layers.columns.size();
    for (std::size_t i = 1; i < size; ++i) {
      const std::size_t column = rightwards ? i : size - 1 - i;
      sort_by_barycentre(layers, layers.columns[column], rightwards, positions_of(layers));
    }
    const std::size_t crossings = count_crossings(layers);
    if (crossings < fewest) {
      fewest = crossings;
      best = layers.columns;
    }
  }
  layers.columns = std::move(best);
}

}  // namespace caisson::render
