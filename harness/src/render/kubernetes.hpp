#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

/// A file that a read-only path brings into a container.
struct MountedFile {
  std::string path{};  ///< below the path; empty: the path is this file
  std::string content;
  bool is_executable = false;
};

/// Reads what is at an absolute path, a file or all that lies below a folder, in the order of the
/// paths. Once it has more than `most` bytes it may stop.
using FilesAt =
    std::function<Result<std::vector<MountedFile>>(const std::string& path, std::size_t most)>;

struct KubernetesOptions {
  FilesAt files_at;
};

/// A folder for Kubernetes, of the same meaning as a start of ours: `base/` with a file a service
/// and `overlays/<stage>/` for every overlay of the stack, both for kustomize. Conditions become
/// containers that wait first, health checks probes, edges the only network policies that let
/// anything through. What the rendering's `path` names is a folder. What Kubernetes cannot do is an
/// error that names the service, or a loss.
Result<Rendered> render_kubernetes(const model::Stack& stack, const model::Rendering& rendering,
                                   const KubernetesOptions& options);

}  // namespace caisson::render
