#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "render/card.hpp"
#include "render/escape.hpp"
#include "render/graph.hpp"
#include "render/layout.hpp"
#include "render/svg.hpp"

namespace caisson::render {
namespace {

constexpr double k_margin = 28;
constexpr double k_header = 62;
constexpr double k_legend = 46;
/// Room for the arrow head between the end of the line and the card.
constexpr double k_head = 7;

constexpr std::string_view k_heads =
    "<defs>\n"
    "<marker id=\"caisson-head\" viewBox=\"0 0 8 8\" refX=\"1\" refY=\"4\" markerWidth=\"8\" "
    "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
    "<path class=\"head\" d=\"M0 0.6 L8 4 L0 7.4 Z\"/></marker>\n"
    "<marker id=\"caisson-head-wants\" viewBox=\"0 0 8 8\" refX=\"1\" refY=\"4\" markerWidth=\"8\" "
    "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
    "<path class=\"head-wants\" d=\"M0 0.6 L8 4 L0 7.4 Z\"/></marker>\n"
    "</defs>\n";

std::string attributes_of(std::string_view kind) {
  return fmt::format("class=\"edge {}\" marker-end=\"url(#caisson-head{})\"", kind,
                     kind == "wants" ? "-wants" : "");
}

/// A smooth line: level where it leaves a card, arrives or passes between two cards.
std::string path_of(std::vector<Point> points, Point origin) {
  for (Point& point : points)
    point = {point.x + origin.x, point.y + origin.y};
  const bool rightwards = points.back().x >= points.front().x;
  points.back().x += rightwards ? -k_head : k_head;
  std::string path = fmt::format("M{} {}", svg_number(points[0].x), svg_number(points[0].y));
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& from = points[i - 1];
    const Point& to = points[i];
    const bool through = i % 2 == 0 && i + 1 < points.size();
    if (through) {
      path += fmt::format(" L{} {}", svg_number(to.x), svg_number(to.y));
      continue;
    }
    const double pull = (to.x - from.x) / 2;
    path +=
        fmt::format(" C{} {} {} {} {} {}", svg_number(from.x + pull), svg_number(from.y),
                    svg_number(to.x - pull), svg_number(to.y), svg_number(to.x), svg_number(to.y));
  }
  return path;
}

std::string draw_edges(const Graph& graph, const Layout& layout, Point origin) {
  std::string text;
  // What is only wanted lies under what is needed.
  for (const bool wants : {true, false}) {
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
      if (graph.edges[i].condition.has_value() == wants || layout.edges[i].empty()) continue;
      text += fmt::format("<path {} d=\"{}\"/>\n", attributes_of(kind_of(graph.edges[i])),
                          path_of(layout.edges[i], origin));
    }
  }
  return text;
}

/// The kinds of arrows there are, each with its word.
std::string draw_legend(const Graph& graph, double y) {
  struct Entry {
    std::string_view kind;
    std::string_view meaning;
  };
  constexpr std::array<Entry, 4> k_entries{{{"healthy", "waits until healthy"},
                                            {"started", "waits until started"},
                                            {"completed", "waits until completed"},
                                            {"wants", "wants, does not wait"}}};
  std::string text;
  double x = k_margin;
  for (const Entry& entry : k_entries) {
    const bool used = std::any_of(graph.edges.begin(), graph.edges.end(),
                                  [&](const auto& edge) { return kind_of(edge) == entry.kind; });
    if (!used) continue;
    text += fmt::format("<path {} d=\"M{} {} h26\"/>\n", attributes_of(entry.kind), svg_number(x),
                        svg_number(y));
    text += svg_text(x + 40, y + 4, "label", entry.meaning);
    x += 40 + plain_width(entry.meaning) + 26;
  }
  return text;
}

double legend_width(const Graph& graph) {
  double width = 0;
  for (const std::string_view kind : {"healthy", "started", "completed", "wants"}) {
    const bool used = std::any_of(graph.edges.begin(), graph.edges.end(),
                                  [&](const auto& edge) { return kind_of(edge) == kind; });
    if (used) width += 66 + 6.4 * 21;
  }
  return width;
}

std::string remark_of(const Graph& graph) {
  const std::size_t size = graph.nodes.size();
  const std::string count = fmt::format("{} service{}", size, size == 1 ? "" : "s");
  return graph.mode.empty() ? count : fmt::format("{} · {}", graph.mode, count);
}

std::string description_of(const Graph& graph) {
  std::string text = remark_of(graph) + ".";
  for (const GraphEdge& edge : graph.edges) {
    text += fmt::format(" {} → {} ({}).", graph.nodes[edge.from].service->name,
                        graph.nodes[edge.to].service->name, kind_of(edge));
  }
  return text;
}

}  // namespace

std::string graph_svg(const plan::Plan& plan) {
  const Graph graph = graph_of(plan);
  std::vector<Card> cards;
  double card_width = 0;
  for (const GraphNode& node : graph.nodes) {
    cards.emplace_back(node);
    card_width = std::max(card_width, cards.back().width());
  }
  std::vector<LayoutNode> nodes;
  for (const Card& card : cards)
    nodes.push_back({card_width, card.height()});
  std::vector<LayoutEdge> edges;
  for (const GraphEdge& edge : graph.edges)
    edges.push_back({edge.from, edge.to});
  const Layout layout = lay_out(nodes, edges);

  const Point origin{k_margin, k_header};
  const double header_width =
      bold_width(graph.stack) * 1.3 + plain_width(remark_of(graph)) * 1.2 + 10;
  const double width = std::max({layout.width, legend_width(graph), header_width}) + 2 * k_margin;
  const double bottom = k_header + layout.height;
  const double height = bottom + (graph.edges.empty() ? k_margin : k_legend + 14);
  std::string text = svg_begin(width, height, fmt::format("The services of {}", graph.stack),
                               description_of(graph));
  text += k_heads;
  text += svg_heading(k_margin, 38, graph.stack, remark_of(graph));
  text += draw_edges(graph, layout, origin);
  for (std::size_t i = 0; i < cards.size(); ++i) {
    text += cards[i].draw({origin.x + layout.nodes[i].x, origin.y + layout.nodes[i].y}, card_width);
  }
  return text + draw_legend(graph, bottom + 36) + "</svg>\n";
}

}  // namespace caisson::render
