#pragma once

#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/process.hpp"

namespace caisson::bench {

struct ChildRun {
  Instant begin;                   ///< just before it was started
  Instant end;                     ///< its process is gone
  std::vector<std::string> lines;  ///< of its output
};

/// Runs a command to its end while the loop goes on, so that events are seen when they happen. A
/// command that fails ends the benchmark.
ChildRun run_child(Loop& loop, const ProcessSpec& spec);

}  // namespace caisson::bench
