#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/stack.hpp"

namespace caisson::cli {

/// The names under which the edge serves the stack: every route below its domain, each once.
std::vector<std::string> routed_names(const model::Stack& stack);

/// Lines of hosts(5) that lead these names to this machine.
std::string hosts_lines(const std::vector<std::string>& names);

/// The hosts file `content` with these lines in a block marked as this stack's: in the place of the
/// one that was there, else at the end. An error when such a block has no end.
Result<std::string> with_hosts_block(const std::string& content, const std::string& stack,
                                     const std::string& lines);

}  // namespace caisson::cli
