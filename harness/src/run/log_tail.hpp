#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/engine.hpp"

namespace caisson::run {

/// The last lines a container wrote, as many as can be had within two seconds; none when it is
/// gone. `done` is called once, on the loop's thread; destroying what it captured early is the
/// caller's business.
void fetch_log_tail(engine::Engine& engine, Clock& clock, const std::string& container, int lines,
                    std::function<void(std::vector<std::string>)> done);

}  // namespace caisson::run
