#include "bench/layers.hpp"

#include <map>
#include <tuple>

namespace caisson::bench {
namespace {

/// A step and what was built on it.
struct Step {
  std::map<std::tuple<std::int64_t, std::string, std::int64_t>, Step> next;
};

}  // namespace

std::int64_t unique_bytes(const std::vector<History>& images) {
  std::int64_t bytes = 0;
  Step nothing;
  for (const History& history : images) {
    Step* at = &nothing;
    for (const HistoryEntry& entry : history) {
      const auto [step, is_new] =
          at->next.try_emplace({entry.created, entry.created_by, entry.size});
      if (is_new) bytes += entry.size;
      at = &step->second;
    }
  }
  return bytes;
}

}  // namespace caisson::bench
