#pragma once

#include <functional>
#include <memory>
#include <string>

#include "data/archive_reader.hpp"
#include "data/header.hpp"

namespace caisson::cli {

/// A part of a backup on its way back: made beside what there is, then put in its place. Destroying
/// it removes what was made and is not in place.
class Restoring {
 public:
  virtual ~Restoring() = default;
  /// Whether there is something that it would take the place of.
  virtual Result<bool> is_there() = 0;
  /// Whether the part can be read to its end by what will read it. Touches nothing.
  virtual Result<void> check(const data::SavedPart& saved, data::ArchiveReader::Source source) = 0;
  /// Makes it, and compares it with what was saved.
  virtual Result<void> prepare(const data::SavedPart& saved,
                               data::ArchiveReader::Source source) = 0;
  /// In one step; an error leaves what there was.
  virtual Result<void> swap() = 0;
  /// Undoes the swap.
  virtual Result<void> swap_back() = 0;
  /// Removes what there was.
  virtual Result<void> finish() = 0;
};

}  // namespace caisson::cli
