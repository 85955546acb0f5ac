#include "cli/gdbinit.hpp"

#include <fmt/format.h>

namespace caisson::cli {

/// Without a PROGRAM, gdb takes symbols from the container, over the connection.
std::string gdbinit(const model::Service& service, std::uint16_t host_port) {
  std::string text = fmt::format("# {}, as `caisson debug` started it last.\n", service.name);
  if (service.program) text += fmt::format("file {}\n", service.program->path);
  if (const auto& sources = service.debug->sources)
    text += fmt::format("set substitute-path {} {}\n", sources->container, sources->local);
  return text + fmt::format("target remote 127.0.0.1:{}\n", host_port);
}

}  // namespace caisson::cli
