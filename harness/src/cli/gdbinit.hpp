#pragma once

#include <cstdint>
#include <string>

#include "model/stack.hpp"

namespace caisson::cli {

/// Commands for `gdb -x`: the program with its symbols, where its sources are on this machine, and
/// the connection to the gdbserver of a service that is being debugged.
std::string gdbinit(const model::Service& service, std::uint16_t host_port);

}  // namespace caisson::cli
