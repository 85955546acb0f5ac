#include "render/graph.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "model/names.hpp"

namespace caisson::render {

std::string_view kind_of(const GraphEdge& edge) {
  return edge.condition ? model::to_string(*edge.condition) : std::string_view("wants");
}

namespace {

std::string below(const std::string& folder, const std::string& place) {
  const std::string prefix = folder + "/";
  return place.rfind(prefix, 0) == 0 ? place.substr(prefix.size()) : place;
}

/// What a picture says of a service's image where something else is in its place.
std::string stands_in(const model::Service& service, const std::string& image) {
  switch (service.backend) {
    case model::Backend::container:
      return image;
    case model::Backend::mock:
      return image + " (mock)";
    case model::Backend::process:
    case model::Backend::external:
      break;
  }
  return fmt::format("({})", model::to_string(service.backend));
}

}  // namespace

Graph graph_of(const plan::Plan& plan) {
  Graph graph;
  graph.stack = plan.stack->name;
  graph.mode = plan.mode;
  std::unordered_map<std::string_view, std::size_t> index;
  for (const plan::Step& step : plan.steps) {
    const auto image = plan.stack->images.find(step.service->image);
    const bool has_reference =
        image != plan.stack->images.end() && !image->second.reference.empty();
    index.emplace(step.service->name, graph.nodes.size());
    const std::string name = has_reference ? image->second.reference : step.service->image;
    graph.nodes.push_back({step.service, stands_in(*step.service, name),
                           below(plan.stack->source_dir, step.service->declared_at)});
  }
  for (std::size_t from = 0; from < plan.steps.size(); ++from) {
    for (const plan::Edge& edge : plan.steps[from].after) {
      graph.edges.push_back({from, edge.step, edge.condition});
    }
  }
  for (std::size_t from = 0; from < plan.steps.size(); ++from) {
    for (const std::string& wanted : plan.steps[from].service->wants) {
      const auto to = index.find(wanted);
      if (to != index.end()) graph.edges.push_back({from, to->second, std::nullopt});
    }
  }
  return graph;
}

}  // namespace caisson::render
