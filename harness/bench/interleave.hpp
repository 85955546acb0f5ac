#pragma once

#include <functional>
#include <string>
#include <vector>

namespace caisson::bench {

/// One contestant's turn; what is not `counted` warms up.
using Turn = std::function<void(bool counted)>;

/// Lets the contestants play in turn, `pairs` times and two warm-ups before, in the order
/// a b c c b a a b c …, so that a drift of the machine hits all alike.
void interleave(const std::string& name, int pairs, const std::vector<Turn>& turns);

}  // namespace caisson::bench
