#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/build/user_lookup.hpp"

namespace caisson::engine::embedded::build {

/// A command of a recipe.
struct RunOrder {
  std::filesystem::path root;  ///< a mount, of this process's mount namespace
  std::vector<std::string> argv;
  std::map<std::string, std::string> env;
  std::string directory = "/";
  User user;
  bool has_network = true;  ///< this machine's own; else it has its loopback only
  int niceness = 0;
};

/// Runs a command inside a root file system and waits: its own process, mount, IPC and host name
/// spaces, a /dev of six devices, what of /proc could change the machine read-only, and only the
/// capabilities that installing packages takes. What it writes is this process's output. It and all
/// it has started are gone when this returns, or when this process dies. ErrorKind::image for what
/// could not be started; else the exit code, or 128 and the signal.
///
/// Steps of a recipe are the project's own or the catalogue's: this keeps mistakes of theirs off
/// the machine, and is no cell for strangers' code.
Result<int> run_step(const RunOrder& order);

}  // namespace caisson::engine::embedded::build
