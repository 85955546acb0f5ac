#pragma once

#include <string>
#include <vector>

#include "base/lock.hpp"
#include "cli/context.hpp"
#include "data/names.hpp"
#include "data/retention.hpp"

namespace caisson::cli {

/// Where the backups of the instance lie: CAISSON_BACKUPS, else `data/backups` in the source tree
/// for the tree's own instance, and a folder in it for one with another name. Made when missing;
/// nobody else may enter.
Result<std::string> backups_folder(Context& context);

/// A folder in it: "daily", "manual", "safety", "points".
Result<std::string> backups_folder(Context& context, const std::string& kind);

/// The backups in a folder that were named by their time, newest first.
struct Listed {
  std::string path;
  data::Time made_at;
};
std::vector<Listed> listed_backups(const std::string& folder, const std::string& stack);

/// Removes those that have outlived the rule.
Result<void> thin_out(const std::string& folder, const std::string& stack,
                      const data::Retention& retention);

data::Time wall_clock();

/// Holds the data of the instance: of two who write or replace them the second is told who the
/// first is.
Result<Lock> hold_data(Context& context, const std::string& verb);

}  // namespace caisson::cli
