#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "plan/plan.hpp"

namespace caisson::render {

/// A plan as a picture shows it: the services in starting order, and an arrow from each to what it
/// depends on or wants.
struct GraphNode {
  const model::Service* service = nullptr;
  std::string image;  ///< the registry reference, else the image's name
  /// file:line, from the stack's source folder where it lies in it: a picture is for everybody.
  std::string declared_at{};
};

struct GraphEdge {
  std::size_t from = 0;                         ///< the dependant
  std::size_t to = 0;                           ///< what it depends on
  std::optional<model::Condition> condition{};  ///< none: WANTS
};

/// The word for an edge: its condition, or `wants`.
std::string_view kind_of(const GraphEdge& edge);

struct Graph {
  std::string stack;
  std::string mode;  ///< empty when services were named
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

/// WANTS of services that are not part of the plan are left out.
Graph graph_of(const plan::Plan& plan);

/// Graphviz, left to right.
std::string graph_dot(const plan::Plan& plan);

/// A Mermaid flowchart, as GitHub renders it in Markdown.
std::string graph_mermaid(const plan::Plan& plan);

/// `{"schema":1,"stack","mode","services":[{name,image,ports,…}],"edges":[{from,to,kind}]}`
std::string graph_json(const plan::Plan& plan);

/// A picture of its own, laid out here: it needs no other program, follows the reader's light or
/// dark preference, and contains no script and nothing loaded from elsewhere.
std::string graph_svg(const plan::Plan& plan);

}  // namespace caisson::render
