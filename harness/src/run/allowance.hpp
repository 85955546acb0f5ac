#pragma once

#include "base/clock.hpp"

namespace caisson::run {

/// The time a service has until it must be ready. It stands still while a debugger has stopped the
/// service or one it depends on, so that afterwards there is as much left as before. Whether one
/// has is known at looks only: what lies between two of them is used up where both found it going.
class Allowance {
 public:
  Allowance(Duration time, Instant now);

  /// When it is used up, as far as is known.
  Instant ends() const { return m_ends; }
  /// Looks come often enough for what is given away at both ends of a halt to be a small part.
  Instant next_look() const;
  void looked(bool halted, Instant now);

 private:
  Duration m_between;  ///< two looks
  Instant m_ends;
  Instant m_looked;
  bool m_halted = false;  ///< at the last look
};

}  // namespace caisson::run
