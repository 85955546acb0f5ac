#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "render/rendered.hpp"

namespace caisson::test {

/// A folder for Kubernetes as a reader sees it that is not our writer, in words of the model as far
/// as it has them.
struct KubernetesProbe {
  std::string how;  ///< `tcp 80`, `http 80 /ready`, `grpc 80 name`, `exec a b`
  int period = 0;
  int failures = 0;
};

struct KubernetesWorkload {
  std::string kind;
  std::string image;
  int replicas = 0;
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::map<std::string, std::string>
      environment;                           ///< `$(…)` expanded, a secret's as `<key of name>`
  std::set<std::string> whole_secrets;       ///< of `envFrom`
  std::map<std::string, std::string> waits;  ///< whom it waits for → until when
  std::optional<KubernetesProbe> startup;
  std::optional<KubernetesProbe> readiness;
  std::optional<KubernetesProbe> liveness;
  std::set<int> ports;
  std::map<std::string, std::string> mounts;  ///< path → what is there
  std::set<std::string> added_capabilities;
  std::set<std::string> dropped_capabilities;
  std::optional<std::int64_t> user;
  std::optional<std::int64_t> group;
  bool never_root = false;
  bool may_escalate = true;
  bool read_only_root = false;
  bool has_token = true;  ///< in its own container
  std::string restart;
  std::map<std::string, std::string> limits;
  std::map<std::string, std::string> annotations;
};

/// One way that a NetworkPolicy opens, from one side. The other side is a service, `namespace
/// <label>`, `dns` or `api`; ports: none is all.
struct KubernetesOpening {
  std::string other;
  std::set<int> ports;
  auto operator<=>(const KubernetesOpening&) const = default;
};

struct KubernetesDocument {
  std::map<std::string, KubernetesWorkload> workloads;
  std::map<std::string, std::set<KubernetesOpening>> ingress;  ///< by service
  std::map<std::string, std::set<KubernetesOpening>> egress;
  bool denies_by_default = false;
  std::map<std::string, std::set<int>> services;          ///< Service → ports
  std::map<std::string, std::string> external_names;      ///< Service → the name it leads to
  std::map<std::string, std::string> routes;              ///< host → `service port`
  std::map<std::string, std::set<std::string>> may_read;  ///< account → `jobs a`, `pods *`
  std::map<std::string, std::string> claims;  ///< claim, `service/template` → its size
  std::map<std::string, std::map<std::string, std::string>> config_maps;
  std::set<std::string> kinds;
  std::set<std::string> disruption_budgets;
};

/// The objects of `base`. Throws on what is no such folder, or has a kind or a field that this
/// reader does not know.
KubernetesDocument read_kubernetes(const render::Rendered& rendered);

}  // namespace caisson::test
