#include "render/kubernetes_graph.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/kubernetes_names.hpp"
#include "render/members.hpp"
#include "render/reach.hpp"

namespace caisson::render {
namespace {

std::set<std::uint16_t> ports_of(const model::Service& service) {
  std::set<std::uint16_t> ports(service.ports.begin(), service.ports.end());
  for (const auto* places : {&service.publish, &service.prefer}) {
    for (const model::Publish& place : *places)
      ports.insert(place.container);
  }
  for (const model::Route& route : service.routes)
    ports.insert(route.port);
  if (service.metrics) ports.insert(service.metrics->port);
  if (service.healthcheck) ports.insert(service.healthcheck->port);
  ports.erase(0);
  return ports;
}

class GraphBuilder {
 public:
  GraphBuilder(const model::Stack& stack, const model::Rendering& rendering)
      : m_graph{stack, rendering, kubernetes_name(stack.name)} {}

  Result<KubernetesGraph> build(std::vector<Member> members) {
    take_out_edges(members);
    if (m_graph.name != m_graph.stack.name) note_name(m_graph.stack.name, m_graph.name);
    for (const Member& member : members) {
      if (auto added = add(member.service); !added) return added.error();
    }
    for (const auto& [from, reached] : reach_of(members)) {
      for (const std::string& to : reached) {
        m_graph.services.at(from).reaches.insert(to);
        m_graph.services.at(to).reached_by.insert(from);
      }
    }
    for (auto& [name, service] : m_graph.services) {
      if (auto named = add_names(service); !named) return named.error();
    }
    m_graph.claims = kubernetes_claims(m_graph.stack, members);
    return std::move(m_graph);
  }

 private:
  void take_out_edges(std::vector<Member>& members) {
    for (const Member& member : members) {
      if (member.service.edge) m_graph.edges.push_back(member.service.name);
    }
    std::erase_if(members, [](const Member& member) { return member.service.edge.has_value(); });
  }

  Result<void> add(const model::Service& service) {
    for (const model::Dependency& dependency : service.depends) {
      const std::string& other = dependency.service;
      if (std::find(m_graph.edges.begin(), m_graph.edges.end(), other) == m_graph.edges.end())
        continue;
      return Error{ErrorKind::usage,
                   fmt::format("`{}` depends on `{}`, an EDGE: Kubernetes has an ingress "
                               "controller in its place, which nobody can wait for",
                               service.name, other),
                   service.declared_at,
                   "turn DEPENDS into WANTS, or leave the service out with SERVICES or a MODE"};
    }
    const std::string name = kubernetes_name(service.name);
    if (name != service.name) note_name(service.name, name);
    if (auto claimed = claim_name(m_objects, name, service); !claimed) return claimed;
    if (auto claimed = claim_name(m_names, name + "-service", service); !claimed) return claimed;
    KubernetesService& added = m_graph.services[service.name];
    added = {service, name, ports_of(service), {}, {}, {}, false};
    added.is_stateful = writes_data(service) && !service.completes;
    return {};
  }

  /// The short name and ALIASES, where they are somebody's to reach it by.
  Result<void> add_names(KubernetesService& service) {
    if (service.reached_by.empty()) return {};
    std::vector<std::string> names{service.name};
    for (const std::string& alias : service.service.aliases) {
      const std::string name = kubernetes_name(alias);
      if (alias.find('.') != std::string::npos) {
        m_graph.losses.push_back(fmt::format(
            "a Service cannot have the name `{}`, an alias of `{}`", alias, service.service.name));
        continue;
      }
      if (name != alias) note_name(alias, name);
      names.push_back(name);
    }
    for (const std::string& name : names) {
      if (name == service.service_name()) continue;
      if (auto claimed = claim_name(m_names, name, service.service); !claimed) return claimed;
      service.other_names.insert(name);
    }
    return {};
  }

  void note_name(const std::string& ours, const std::string& theirs) {
    m_graph.losses.push_back(
        fmt::format("`{}` is `{}` there: Kubernetes takes no such name", ours, theirs));
  }

  using Owners = std::map<std::string, const model::Service*>;
  Result<void> claim_name(Owners& owners, const std::string& name, const model::Service& service) {
    // The graph's copies stay where they are; the stack's outlive them all.
    const model::Service& owner = m_graph.stack.services.at(service.name);
    const auto [at, fresh] = owners.try_emplace(name, &owner);
    if (fresh || at->second == &owner) return {};
    return Error{ErrorKind::usage,
                 fmt::format("`{}` would name two services in Kubernetes: `{}` and `{}`", name,
                             at->second->name, service.name),
                 service.declared_at, "rename one of them, or its alias"};
  }

  KubernetesGraph m_graph;
  Owners m_objects;
  Owners m_names;
};

}  // namespace

Result<KubernetesGraph> kubernetes_graph(const model::Stack& stack,
                                         const model::Rendering& rendering) {
  Result<std::vector<Member>> members = members_in_cluster(stack, rendering);
  if (!members) return members.error();
  return GraphBuilder(stack, rendering).build(std::move(*members));
}

}  // namespace caisson::render
