#pragma once

namespace caisson::relay {

/// Carries bytes between two connected sockets, either way, until both have ended; the end of one
/// way is passed on while the other goes on. Whatever breaks ends both. The sockets become
/// non-blocking and stay open.
void copy_both_ways(int one, int other);

}  // namespace caisson::relay
