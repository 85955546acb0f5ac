#pragma once

#include "engine/engine.hpp"
#include "probe/conversation.hpp"

namespace caisson::probe {

/// EXEC: ready when the command ended with 0; else its exit code and the first line it printed.
Verdict judge_exec(const engine::ExecResult& result);

/// ENGINE: what the engine makes of the image's own HEALTHCHECK.
Verdict judge_health(engine::Health health);

}  // namespace caisson::probe
