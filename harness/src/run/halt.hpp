#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"

namespace caisson::run {

/// A container that was started under a debugger.
struct Debuggee {
  std::string container;
  model::Debug debug;
};

/// The label `dev.caisson.debug`: `gdb:2345`, `node:9229`; and back.
std::string to_label(const model::Debug& debug);
std::optional<model::Debug> debug_from_label(const std::string& label);

/// Whether a debugger has stopped one of them, at a breakpoint or before it began: deadlines wait
/// for it, and nobody is restarted for not answering. GDB's are stopped by their tracer, as the
/// engine's list of processes tells; Node's stands still in its own loop, and its inspector tells.
/// What cannot be found out is no. `engine` and `clock` outlive the completion.
void ask_whether_halted(engine::Engine& engine, Clock& clock, std::vector<Debuggee> debuggees,
                        std::function<void(bool)> done);

}  // namespace caisson::run
