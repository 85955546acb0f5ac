#pragma once

#include "base/clock.hpp"
#include "model/stack.hpp"
#include "probe/conversation.hpp"

namespace caisson::prober {

/// Asks once, at the container's own address: a service that listens on the loopback only is not
/// ready for anybody else. The verdict is ready or not ready, after `patience` at the latest.
probe::Verdict attempt(const model::HealthCheck& check, const probe::Credentials& credentials,
                       Duration patience);

}  // namespace caisson::prober
