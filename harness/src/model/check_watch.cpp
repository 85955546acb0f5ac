#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/path.hpp"
#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/graph.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

bool is_mounted(const Service& service, const std::string& path) {
  return std::any_of(service.volumes.begin(), service.volumes.end(), [&](const Volume& volume) {
    return volume.is_path() && lies_in(path, volume.source);
  });
}

/// Checks of WATCH and RESTART_WITH of one service.
class WatchCheck {
 public:
  WatchCheck(const Stack& stack, const Service& service, Findings& findings)
      : m_stack(stack), m_service(service), m_findings(findings) {}

  void run() {
    if (m_service.completes && !m_service.watch.empty()) {
      add("watch", "is on a one-shot",
          "one runs again when its image or what it depends on is made anew: drop WATCH");
    }
    std::set<std::string> paths;
    std::set<std::string> targets;
    for (const Volume& volume : m_service.volumes)
      targets.insert(volume.target);
    for (const Watch& watch : m_service.watch) {
      check_path(watch, paths);
      check_target(watch, targets);
      if (watch.action == Watch::Action::rebuild) check_recipe();
    }
    for (const std::string& other : m_service.restart_with)
      check_connected(other);
  }

 private:
  void add(std::string_view key, std::string message, std::string remedy) {
    m_findings.add(m_service.declared_at, fmt::format("services.{}.{}", m_service.name, key),
                   std::move(message), std::move(remedy));
  }

  void check_path(const Watch& watch, std::set<std::string>& paths) {
    if (!watch.path.starts_with('/')) {
      add("watch", fmt::format("`{}` is no absolute path", watch.path), "begin it with `/`");
    } else if (!paths.insert(watch.path).second) {
      add("watch", fmt::format("`{}` is given twice", watch.path), "keep one of them");
    }
  }

  void check_target(const Watch& watch, std::set<std::string>& targets) {
    if (watch.action != Watch::Action::sync) {
      if (watch.target.empty()) return;
      return add("watch", fmt::format("`{}` has a folder in the container", watch.path),
                 "only `sync` takes one");
    }
    if (watch.target.empty()) {
      if (is_mounted(m_service, watch.path)) return;
      add("watch", fmt::format("`{}` is to be synced and is in none of the VOLUMES", watch.path),
          "mount it, or say `sync:<folder in the container>`");
    } else if (!watch.target.starts_with('/')) {
      add("watch", fmt::format("`{}` is no absolute path in the container", watch.target),
          "begin it with `/`");
    } else if (!targets.insert(watch.target).second) {
      add("watch", fmt::format("`{}` is mounted twice", watch.target), "keep one of them");
    }
  }

  void check_recipe() {
    const auto image = m_stack.images.find(m_service.image);
    if (image == m_stack.images.end() || !image->second.recipe.empty()) return;
    add("watch", fmt::format("`rebuild`, but the image `{}` has no recipe", m_service.image),
        "add RECIPE to it, or say `restart`");
  }

  void check_connected(const std::string& other) {
    const auto& wants = m_service.wants;
    const bool connected =
        std::any_of(m_service.depends.begin(), m_service.depends.end(),
                    [&](const Dependency& dependency) { return dependency.service == other; }) ||
        std::find(wants.begin(), wants.end(), other) != wants.end();
    if (connected) return;
    add("restart_with", fmt::format("`{}` is neither in DEPENDS nor in WANTS", other),
        "add it to the one that is true, or take it out");
  }

  const Stack& m_stack;
  const Service& m_service;
  Findings& m_findings;
};

}  // namespace

void check_watch(const Stack& stack, const Service& service, Findings& findings) {
  WatchCheck(stack, service, findings).run();
}

void check_restart_cycles(const Stack& stack, Findings& findings) {
  Graph graph;
  for (const auto& [name, service] : stack.services)
    graph[name] = service.restart_with;
  for (const auto& cycle : find_cycles(graph)) {
    findings.add(
        stack.services.at(cycle.front()).declared_at,
        fmt::format("services.{}.restart_with", cycle.front()),
        fmt::format("the services are restarted with each other: `{}`", join(cycle, " → ")),
        "take one RESTART_WITH of the cycle away");
  }
}

}  // namespace caisson::model
