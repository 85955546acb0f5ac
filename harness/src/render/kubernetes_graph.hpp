#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/kubernetes_storage.hpp"

namespace caisson::render {

/// A service as Kubernetes sees it.
struct KubernetesService {
  model::Service service;         ///< with the environment that the mode gives it
  std::string name;               ///< of its objects
  std::set<std::uint16_t> ports;  ///< every one that somebody may speak to
  std::set<std::string> reaches;  ///< whom it speaks to, by their names in the stack
  std::set<std::string> reached_by;
  std::set<std::string> other_names;  ///< that lead to it; only where somebody reaches it
  bool is_stateful = false;           ///< it writes data of its own and does not complete

  /// The name under which it is reached: of its Service.
  std::string service_name() const { return name + "-service"; }
  /// Deployment, StatefulSet or Job.
  const char* kind() const {
    return service.completes ? "Job" : is_stateful ? "StatefulSet" : "Deployment";
  }
};

/// What a folder for Kubernetes holds, before it is written down.
struct KubernetesGraph {
  const model::Stack& stack;
  const model::Rendering& rendering;
  std::string name;  ///< of the namespace
  std::map<std::string, KubernetesService> services{};
  KubernetesClaims claims{};
  std::vector<std::string> edges{};   ///< left out: the cluster's ingress controller does as much
  std::vector<std::string> losses{};  ///< of names
};

/// What the mode or the services of the rendering come to, without an EDGE and what only that
/// needs. Errors: as `members_of`; two services or names that Kubernetes cannot tell apart, and who
/// depends on an edge.
Result<KubernetesGraph> kubernetes_graph(const model::Stack& stack,
                                         const model::Rendering& rendering);

}  // namespace caisson::render
