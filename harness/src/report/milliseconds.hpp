#pragma once

#include <cmath>

#include "base/clock.hpp"

namespace caisson::report {

/// As JSON has a duration: to the microsecond.
inline double milliseconds(Duration duration) {
  return std::round(std::chrono::duration<double, std::micro>(duration).count()) / 1000.0;
}

}  // namespace caisson::report
