#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"

/// Several servers begun by one command inside the container.
namespace caisson::clone::redis_batch {

/// The command that starts one server per port, each with these arguments.
std::vector<std::string> command(const std::vector<std::uint16_t>& ports,
                                 const std::vector<std::string>& arguments);

struct Process {
  std::uint16_t port = 0;
  int pid = 0;  ///< inside the container
};
Result<std::vector<Process>> started(const engine::ExecResult& result, const std::string& service);

/// Ends one process that does not heed SHUTDOWN.
std::vector<std::string> kill_command(int pid);

}  // namespace caisson::clone::redis_batch
