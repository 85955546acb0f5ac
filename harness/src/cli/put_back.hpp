#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"
#include "data/archive_reader.hpp"

namespace caisson::cli {

/// Puts an archive, or what it has of these services, in the place of what there is. Everything is
/// checked before anything is touched; then a safety backup is taken, the new data are made beside
/// the old ones and compared with what was saved, and all change places while those who depend on
/// them are paused. Whatever fails, the old data serve. Nobody else changes the instance meanwhile;
/// `verb` is who holds it.
Result<void> put_back(Context& context, const data::ArchiveReader& archive,
                      const std::vector<std::string>& services, const std::string& verb);

}  // namespace caisson::cli
