#include <fmt/format.h>

#include "render/escape.hpp"
#include "render/graph.hpp"

namespace caisson::render {
namespace {

std::string_view style_of(const GraphEdge& edge) {
  if (!edge.condition) return "color=gray60 arrowhead=open";
  switch (*edge.condition) {
    case model::Condition::started:
      return "style=dashed";
    case model::Condition::completed:
      return "style=dotted";
    case model::Condition::healthy:
      break;
  }
  return "style=solid";
}

}  // namespace

std::string graph_dot(const plan::Plan& plan) {
  const Graph graph = graph_of(plan);
  std::string text = fmt::format("digraph {} {{\n", dot_string(graph.stack));
  text += "  rankdir=LR\n  node [shape=box style=rounded fontname=\"sans-serif\"]\n";
  for (const GraphNode& node : graph.nodes) {
    const std::string name = dot_string(node.service->name);
    std::string label = dot_string(fmt::format("{}\n{}", node.service->name, node.image));
    text += fmt::format("  {} [label={}{}]\n", name, label,
                        node.service->completes ? " style=\"rounded,dashed\"" : "");
  }
  for (const GraphEdge& edge : graph.edges) {
    text += fmt::format("  {} -> {} [{}]\n", dot_string(graph.nodes[edge.from].service->name),
                        dot_string(graph.nodes[edge.to].service->name), style_of(edge));
  }
  return text + "}\n";
}

}  // namespace caisson::render
