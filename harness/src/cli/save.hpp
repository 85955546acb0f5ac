#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"
#include "data/header.hpp"

namespace caisson::cli {

/// Saves the data of the services that run into one archive; of these services only, which then
/// have to run, where some are named. The caller holds the data.
Result<data::Header> save(Context& context, const std::string& path,
                          const std::vector<std::string>& services);

/// The same into a folder of the instance's backups, under a name that says when; thinned out by
/// its rule. The path.
Result<std::string> save_into(Context& context, const std::string& kind,
                              const std::vector<std::string>& services);

/// Whether anything runs that has data.
Result<bool> has_data_to_save(Context& context);

}  // namespace caisson::cli
