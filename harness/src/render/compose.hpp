#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

struct ComposeOptions {
  /// Major version of the oldest engine that reads the file: from 25 on health checks may be
  /// frequent until the first success (`start_interval`, API 1.44; others refuse the file).
  int engine = 20;
};

/// A file for Docker Compose, of the same meaning as a start of ours: conditions, health checks
/// (the same probes, by a program of ours in a volume), limits, names and closed edges: a network
/// for each pair that an edge connects, and no other. Beside it, the routes of an edge. What
/// Compose cannot do is an error that names the service, or a loss.
Result<Rendered> render_compose(const model::Stack& stack, const model::Rendering& rendering,
                                const ComposeOptions& options = {});

}  // namespace caisson::render
