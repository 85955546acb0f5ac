#pragma once

#include "base/loop.hpp"
#include "bench/departures.hpp"
#include "bench/setting.hpp"

namespace caisson::bench {

/// The least anybody can do through the engine's API for one fixture: a network, a container with a
/// published port, started, asked until it answers, used by the same program as ours, removed.
/// Returns the seconds until the container is gone; the network goes after that.
double bare_fixture_seconds(const Setting& setting, Departures& departures);

}  // namespace caisson::bench
