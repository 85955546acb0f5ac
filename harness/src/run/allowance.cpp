#include "run/allowance.hpp"

#include <algorithm>
#include <utility>

namespace caisson::run {
namespace {

constexpr int k_looks = 10;  ///< in the whole time

}  // namespace

Allowance::Allowance(Duration time, Instant now)
    : m_between(time / k_looks), m_ends(now + time), m_looked(now) {}

Instant Allowance::next_look() const {
  return std::min(m_looked + m_between, m_ends);
}

void Allowance::looked(bool halted, Instant now) {
  const bool was_halted = std::exchange(m_halted, halted);
  if (halted || was_halted) m_ends += now - m_looked;
  m_looked = now;
}

}  // namespace caisson::run
