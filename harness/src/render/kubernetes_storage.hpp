#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/stack.hpp"
#include "render/members.hpp"

namespace caisson::render {

/// Storage that holds what services write.
struct KubernetesClaim {
  std::string name;                ///< of the object, or of the template
  std::string source;              ///< the path or the named volume that it stands for
  std::vector<std::string> users;  ///< services, in name order
  /// One service has it, and each of its pods one of its own; otherwise an object of its own.
  bool is_template = false;
};

/// By source. A path below another that is written is part of that one's claim.
using KubernetesClaims = std::map<std::string, KubernetesClaim>;

KubernetesClaims kubernetes_claims(const model::Stack& stack, const std::vector<Member>& members);

/// The claim that a volume shows a part of; null: it is configuration, or goes with its container.
const KubernetesClaim* claim_of(const KubernetesClaims& claims, const model::Volume& volume);

/// Where in the claim the volume is. Never the top of it, where file systems keep `lost+found`.
std::string sub_path_of(const KubernetesClaim& claim, const model::Volume& volume);

/// Whether a service has data of its own to write, so that two pods of it are not the same.
bool writes_data(const model::Service& service);

}  // namespace caisson::render
