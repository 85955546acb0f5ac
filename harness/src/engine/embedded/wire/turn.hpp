#pragma once

#include <string>

#include "base/descriptor.hpp"

namespace caisson::engine::embedded {

/// The lock under which a nest begins and ends: who has it knows that the nest he connects to
/// stays, or that nobody else starts one. Empty when somebody has it and `wait` is false, or it
/// cannot be had at all.
Descriptor take_turn(const std::string& path, bool wait);

/// Takes the file away as well, with the turn in hand.
void end_turn(const std::string& path);

}  // namespace caisson::engine::embedded
