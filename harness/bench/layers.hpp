#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace caisson::bench {

/// One step of an image's history, as engines tell it.
struct HistoryEntry {
  std::int64_t created = 0;
  std::string created_by;
  std::int64_t size = 0;  ///< bytes its layer adds
};

/// From the base upwards.
using History = std::vector<HistoryEntry>;

/// Bytes of all layers of these images, each layer once: images share what the beginnings of
/// their histories have in common.
std::int64_t unique_bytes(const std::vector<History>& images);

}  // namespace caisson::bench
