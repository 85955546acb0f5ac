#pragma once

#include <string>
#include <vector>

#include "tenant/problem.hpp"
#include "tenant/setting.hpp"

namespace caisson::launcher {

/// What is to be run, and with what.
struct Arguments {
  tenant::Setting setting;
  std::string name;  ///< of the test, for reports; may be empty
  std::vector<std::string> command;
};

/// `words` are those behind the program's name:
///   [run] --manifest <file> [--instance <name>] [--derived-instance <name>] [--engine <url>]
///   --services <a,b> [--isolate <a,b>|STACK] [--name <test>] -- <program> [<argument>…]
/// The word `run` is that of the verb, whose words these are. The derived instance is the one that
/// follows from the manifest, for where nobody names one; so the manifest need not be read.
tenant::Result<Arguments> parse(const std::vector<std::string>& words);

}  // namespace caisson::launcher
