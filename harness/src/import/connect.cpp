#include "import/connect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "import/mentions.hpp"
#include "model/graph.hpp"
#include "model/networks.hpp"

namespace caisson::import {
namespace {

bool depends_on(const model::Service& service, const std::string& name) {
  return std::any_of(
      service.depends.begin(), service.depends.end(),
      [&](const model::Dependency& dependency) { return dependency.service == name; });
}

class Connection {
 public:
  explicit Connection(std::vector<Draft>& drafts) : m_drafts(drafts) {
    for (Draft& draft : drafts) {
      m_by_name.emplace(draft.name, &draft);
      m_names.push_back(draft.name);
    }
  }

  void run(Mentions mentions) {
    for (Draft& draft : m_drafts) {
      for (const Wait& wait : draft.waits)
        add_wait(draft, wait);
    }
    for (Draft& draft : m_drafts)
      settle_one_shot(draft);
    find_cycles();
    claim_hosts();
    if (mentions == Mentions::are_wants) {
      for (Draft& draft : m_drafts)
        find_mentions(draft);
      tell_of_names();
    }
    find_port_clashes();
  }

 private:
  void add_wait(Draft& draft, const Wait& wait) {
    const auto found = m_by_name.find(wait.name);
    if (found == m_by_name.end()) {
      if (wait.required)
        wait.at.error(fmt::format("unknown service `{}`", wait.name),
                      did_you_mean(wait.name, m_names));
      return;
    }
    Draft& other = *found->second;
    if (&other == &draft) return wait.at.error("the service depends on itself", "take it out");
    if (!wait.required) {
      draft.service.wants.push_back(other.service.name);
      return;
    }
    draft.service.depends.push_back({other.service.name, wait.condition});
    if (wait.condition == model::Condition::completed) m_completed.emplace(&other, &wait);
    if (wait.condition == model::Condition::healthy) await_health(other, wait);
  }

  void await_health(Draft& other, const Wait& wait) {
    m_healthy.emplace(&other, &wait);
    if (other.unchecked) {
      wait.at.error(
          fmt::format("`{}` is never healthy: its health check is switched off", other.name),
          "give it a check, or wait for `service_started`");
    } else if (!other.service.healthcheck) {
      other.service.healthcheck.emplace().kind = model::HealthCheck::Kind::engine;
      wait.at.note(fmt::format("`{}` has no `healthcheck`: its image must have one", other.name),
                   "give it one, like `test: curl -f http://localhost:8080/health`");
    }
  }

  /// Who is awaited to complete is a one-shot, and a one-shot is not probed.
  void settle_one_shot(Draft& draft) {
    const auto completed = m_completed.find(&draft);
    if (completed == m_completed.end()) return;
    draft.service.completes = true;
    if (m_healthy.contains(&draft)) {
      return completed->second->at.error(
          fmt::format("`{}` is awaited to complete here, and to be healthy by others", draft.name),
          "wait for one of the two");
    }
    if (!draft.service.healthcheck) return;
    draft.service.healthcheck.reset();
    draft.value.loss("its health check is not made: it is awaited to complete");
  }

  void find_cycles() {
    model::Graph graph;
    std::map<std::string, Draft*> drafts;
    for (Draft& draft : m_drafts) {
      drafts[draft.service.name] = &draft;
      for (const model::Dependency& dependency : draft.service.depends)
        graph[draft.service.name].push_back(dependency.service);
    }
    for (auto cycle : model::find_cycles(graph)) {
      const Draft& first = *drafts.at(cycle.front());
      for (std::string& name : cycle)
        name = drafts.at(name)->name;
      first.value.error(fmt::format("the services depend on each other: `{}`", join(cycle, " → ")),
                        "give one of these dependencies `required: false`, or take it out");
    }
  }

  /// Further names of a service; none may be another's.
  void claim_hosts() {
    for (const Draft& draft : m_drafts)
      m_hosts[draft.service.name] = draft.service.name;
    for (Draft& draft : m_drafts) {
      for (const std::string& host : draft.hosts) {
        const std::string alias = to_lower(host);
        if (!is_host_name(alias)) {
          draft.value.loss(fmt::format("others do not find it as `{}`", host),
                           fmt::format("have them say `{}`", draft.service.name));
          continue;
        }
        const auto [owner, fresh] = m_hosts.emplace(alias, draft.service.name);
        if (fresh) {
          draft.service.aliases.push_back(alias);
        } else if (owner->second != draft.service.name) {
          draft.value.loss(fmt::format("`{}` is a name of `{}` already", alias, owner->second),
                           "give it an alias of its own");
        }
      }
    }
  }

  /// Compose lets all in a network find each other; here a service finds whom it names.
  void find_mentions(Draft& draft) {
    std::set<std::string> names;
    for (const std::string& text : draft.texts) {
      for (const std::string& word : hosts_in(text)) {
        const auto found = m_hosts.find(to_lower(word));
        if (found != m_hosts.end()) names.insert(found->second);
      }
    }
    for (const Draft& other : m_drafts) {
      const std::string& name = other.service.name;
      auto& wants = draft.service.wants;
      const bool named = names.contains(name) && &other != &draft &&
                         model::share_a_network(draft.service, other.service);
      if (named && !depends_on(draft.service, name) &&
          std::find(wants.begin(), wants.end(), name) == wants.end())
        wants.push_back(name);
    }
  }

  void tell_of_names() {
    for (const Draft& draft : m_drafts) {
      for (const Draft& other : m_drafts) {
        const auto& wants = draft.service.wants;
        const std::string& name = other.service.name;
        if (&draft == &other || depends_on(draft.service, name) ||
            std::find(wants.begin(), wants.end(), name) != wants.end() ||
            depends_on(other.service, draft.service.name) ||
            !model::share_a_network(draft.service, other.service))
          continue;
        return draft.value.note(
            fmt::format("services find those that they depend on or name in their environment and "
                        "command: `{}` does not find `{}`",
                        draft.service.name, name),
            fmt::format("where a file of its own names it, add `WANTS {}`", name));
      }
    }
  }

  /// Among those that are started together.
  void find_port_clashes() {
    std::map<std::uint16_t, const Draft*> owners;
    for (const Draft& draft : m_drafts) {
      if (!draft.profiles.empty() || !draft.started) continue;
      for (const model::Publish& pair : draft.service.publish) {
        const auto [owner, fresh] = owners.emplace(pair.host, &draft);
        if (fresh) continue;
        draft.value.error(fmt::format("port {} of the machine is published by `{}` already",
                                      pair.host, owner->second->name),
                          "publish another one, or the container's port alone: then one is chosen");
      }
    }
  }

  std::vector<Draft>& m_drafts;
  std::map<std::string, Draft*> m_by_name;
  std::vector<std::string> m_names;
  std::map<const Draft*, const Wait*> m_completed;
  std::map<const Draft*, const Wait*> m_healthy;
  std::map<std::string, std::string> m_hosts;  ///< name → service
};

}  // namespace

void connect(std::vector<Draft>& drafts, Mentions mentions) {
  Connection(drafts).run(mentions);
}

}  // namespace caisson::import
