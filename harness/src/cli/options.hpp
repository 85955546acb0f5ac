#pragma once

#include <string>
#include <vector>

namespace caisson::cli {

/// What every verb understands.
struct Options {
  std::string manifest;
  std::string instance;
  std::string mode;
  std::vector<std::string> profiles;
  std::vector<std::string> backends;  ///< `<service>=<backend>` each
  std::string engine;
  std::string format;  ///< one the verb can give
  std::string progress = "auto";
  bool dry_run = false;
  bool verbose = false;

  bool json() const { return format == "json"; }
};

}  // namespace caisson::cli
