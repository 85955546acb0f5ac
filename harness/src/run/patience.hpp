#pragma once

#include "base/clock.hpp"

namespace caisson::run {

/// For a call that changes little: more means that the engine is in trouble.
inline constexpr Duration k_call_deadline = std::chrono::seconds(30);
/// An engine that is busy with what is to be removed refuses once or twice.
inline constexpr int k_removal_attempts = 3;
inline constexpr Duration k_retry_after = std::chrono::milliseconds(200);

}  // namespace caisson::run
