#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/graph.hpp"
#include "model/names.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

std::string address_of(const Mode& mode, std::string_view key) {
  return fmt::format("modes.{}.{}", mode.name, key);
}

void check_names(const Stack& stack, const Mode& mode, Findings& findings) {
  for (const std::string& name : mode.services) {
    if (!stack.services.contains(name)) {
      findings.add(mode.declared_at, address_of(mode, "services"),
                   fmt::format("unknown service `{}`", name),
                   did_you_mean(name, names_of(stack.services)));
    }
  }
  std::set<std::string> known;
  for (const auto& [name, service] : stack.services) {
    if (!service.profile.empty()) known.insert(service.profile);
  }
  for (const std::string& profile : mode.profiles) {
    if (!known.contains(profile)) {
      findings.add(mode.declared_at, address_of(mode, "profiles"),
                   fmt::format("no service has the profile `{}`", profile),
                   did_you_mean(profile, {known.begin(), known.end()}));
    }
  }
}

/// One name, one meaning: `start-<alias>` stands beside `start-<service>`.
void check_aliases(const Stack& stack, const Mode& mode, std::map<std::string, std::string>& owners,
                   Findings& findings) {
  for (const std::string& alias : mode.aliases) {
    std::string holder;
    if (stack.services.contains(alias)) holder = fmt::format("a service, `{}`", alias);
    if (stack.modes.contains(alias) && alias != mode.name)
      holder = fmt::format("a mode, `{}`", alias);
    const auto [owner, fresh] = owners.emplace(alias, mode.name);
    if (!fresh) holder = fmt::format("an alias of the mode `{}`", owner->second);
    if (!holder.empty()) {
      findings.add(mode.declared_at, address_of(mode, "aliases"),
                   fmt::format("`{}` is already the name of {}", alias, holder),
                   "choose another ALIAS");
    }
  }
}

void check_profiles(const ServiceGraph& graph, const std::vector<std::size_t>& members,
                    const Mode& mode, Findings& findings) {
  for (const auto& [dependant, dependency] :
       hidden_dependencies(graph, members, {}, mode.profiles)) {
    findings.add(mode.declared_at, address_of(mode, "profiles"),
                 fmt::format("`{}` depends on `{}`, which is behind the profile `{}`",
                             dependant->name, dependency->name, dependency->profile),
                 fmt::format("add PROFILES {} to the mode, or make it WANTS", dependency->profile));
  }
}

/// Host ports and route hosts of everything the mode starts together.
void check_collisions(const ServiceGraph& graph, const std::vector<std::size_t>& members,
                      const Mode& mode, Findings& findings) {
  std::map<std::uint16_t, std::string> ports;
  std::map<std::string, std::string> hosts;
  for (const std::size_t member : members) {
    const Service& service = graph.service(member);
    const std::string& name = service.name;
    for (const Publish& publish : service.publish) {
      const auto [owner, fresh] = ports.emplace(publish.host, name);
      if (fresh) continue;
      findings.add(
          service.declared_at, fmt::format("services.{}.publish", name),
          fmt::format("host port `{}` is published twice in the mode `{}`: by `{}` and `{}`",
                      publish.host, mode.name, owner->second, name),
          "publish another host port, or use PORTS and let one be chosen");
    }
    for (const Route& route : service.routes) {
      const auto [owner, fresh] = hosts.emplace(route.host, name);
      if (fresh) continue;
      findings.add(service.declared_at, fmt::format("services.{}.routes", name),
                   fmt::format("the route `{}` is given twice in the mode `{}`: by `{}` and `{}`",
                               route.host, mode.name, owner->second, name),
                   "choose another ROUTE");
    }
  }
}

void check_edges(const ServiceGraph& graph, const std::vector<std::size_t>& members,
                 const Mode& mode, Findings& findings) {
  const Service* first = nullptr;
  for (const std::size_t member : members) {
    const Service& service = graph.service(member);
    if (!service.edge) continue;
    if (first == nullptr) {
      first = &service;
      continue;
    }
    findings.add(service.declared_at, fmt::format("services.{}.edge", service.name),
                 fmt::format("`{}` and `{}` are both an edge of the mode `{}`", first->name,
                             service.name, mode.name),
                 "take EDGE or one of the services out");
  }
}

/// Entries for a service that the mode never starts would be lost without a word.
void check_env(const ServiceGraph& graph, const std::vector<std::size_t>& members, const Mode& mode,
               Findings& findings) {
  for (const auto& [name, entries] : mode.env) {
    const auto index = graph.find(name);
    const bool named =
        std::find(mode.services.begin(), mode.services.end(), name) != mode.services.end();
    if (!index || (!named && !std::binary_search(members.begin(), members.end(), *index))) {
      findings.add(mode.declared_at, address_of(mode, "env." + name),
                   fmt::format("`{}` is not among the services of the mode", name),
                   "add it to SERVICES, or take the ENV entries out");
      continue;
    }
    for (const auto& [secret, source] : graph.service(*index).secrets) {
      for (const std::string& entry : {secret, variable_name(secret)}) {
        if (!entries.contains(entry)) continue;
        findings.add(mode.declared_at, address_of(mode, fmt::format("env.{}.{}", name, entry)),
                     fmt::format("has the name of the secret `{}`", secret),
                     fmt::format("drop it: `{}` reads /run/secrets/{}", name, secret));
        break;
      }
    }
  }
}

void check_default(const Stack& stack, Findings& findings) {
  const Mode* first = nullptr;
  for (const auto& [name, mode] : stack.modes) {
    if (!mode.is_default) continue;
    if (first != nullptr) {
      findings.add(mode.declared_at, address_of(mode, "default"),
                   fmt::format("`{}` and `{}` are both the default mode", first->name, name),
                   "keep DEFAULT on one of them");
    } else {
      first = &mode;
    }
  }
}

}  // namespace

void check_modes(const Stack& stack, Findings& findings) {
  check_default(stack, findings);
  const ServiceGraph graph(stack);
  std::map<std::string, std::string> owners;
  for (const auto& [name, mode] : stack.modes) {
    if (mode.services.empty() && mode.profiles.empty()) {
      findings.add(mode.declared_at, address_of(mode, "services"), "starts no service",
                   "add SERVICES <name>…");
    }
    check_names(stack, mode, findings);
    check_aliases(stack, mode, owners, findings);
    const std::vector<std::string> services = services_of(stack, mode, mode.profiles);
    const auto members = graph.closure(roots_of(graph, services, mode.profiles));
    check_profiles(graph, members, mode, findings);
    check_collisions(graph, members, mode, findings);
    check_edges(graph, members, mode, findings);
    check_env(graph, members, mode, findings);
  }
}

}  // namespace caisson::model
