#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::render {

/// Whom a container runs as.
struct KubernetesUser {
  std::int64_t user = 0;
  std::optional<std::int64_t> group;
};

/// RUN_AS as numbers; none: the image decides. A name is an error: Kubernetes does not look into
/// the image for it.
Result<std::optional<KubernetesUser>> kubernetes_user(const model::Service& service);

/// Whether it is certain that the service does not run as root.
bool is_never_root(const model::Service& service);

}  // namespace caisson::render
