#include <fmt/format.h>

#include "render/escape.hpp"
#include "render/graph.hpp"

namespace caisson::render {
namespace {

/// Mermaid has no dotted beside its dashed line, so `started` and `completed` are told in words.
std::string arrow_of(const GraphEdge& edge) {
  if (!edge.condition) return "-. wants .->";
  if (*edge.condition == model::Condition::healthy) return "-->";
  return fmt::format("-. {} .->", kind_of(edge));
}

}  // namespace

std::string graph_mermaid(const plan::Plan& plan) {
  const Graph graph = graph_of(plan);
  std::string text = "flowchart LR\n";
  // Nodes are numbered: a service may be called `end`, which Mermaid cannot bear as an id.
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const GraphNode& node = graph.nodes[i];
    const std::string label =
        mermaid_string(fmt::format("{} · {}", node.service->name, node.image));
    const bool once = node.service->completes;
    text += fmt::format("  s{}{}{}{}\n", i, once ? "([" : "[", label, once ? "])" : "]");
  }
  std::string wants;
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const GraphEdge& edge = graph.edges[i];
    text += fmt::format("  s{} {} s{}\n", edge.from, arrow_of(edge), edge.to);
    if (!edge.condition) wants += fmt::format("{}{}", wants.empty() ? "" : ",", i);
  }
  if (!wants.empty()) text += fmt::format("  linkStyle {} stroke:#9ca3af\n", wants);
  return text;
}

}  // namespace caisson::render
