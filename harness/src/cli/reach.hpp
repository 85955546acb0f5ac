#pragma once

#include <map>
#include <string>

#include "cli/context.hpp"
#include "lease/facts.hpp"

namespace caisson::cli {

/// By service of the instance that runs: how programs on this machine reach it.
Result<std::map<std::string, lease::Facts>> reach(Context& context);

/// A line a variable, so that shells, Docker and dotenv readers agree on the value; `exported`:
/// for `eval` in a shell.
std::string variables_text(const std::map<std::string, std::string>& variables, bool exported);

/// The file beside the manifest that tells other tools where the services are: `shop.env` for
/// `shop.json`, `shop.<instance>.env` for an instance that has a name of its own.
Result<std::string> reach_file(Context& context);

/// Rewrites that file as things are now; where nothing runs there is none.
Result<void> write_reach(Context& context);

}  // namespace caisson::cli
