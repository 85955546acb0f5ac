#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "engine/embedded/nest/log_book.hpp"
#include "engine/embedded/nest/port_proxy.hpp"
#include "engine/embedded/nest/root_fs.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// One side of a container's output.
struct OutputPipe {
  Descriptor reading;
  std::shared_ptr<void> watch;
};

/// A container of a nest.
struct Cell {
  Container seen;
  ContainerSpec spec;
  ImageConfig image;
  RootPaths paths;
  Prepared prepared;
  std::vector<std::string> argv;
  std::vector<Descriptor> held;  ///< locks on its image
  std::unique_ptr<LogBook> log;

  pid_t pid = 0;
  Descriptor pidfd;
  Descriptor network;  ///< its network namespace
  Descriptor leash;    ///< the writing end of its standard input
  OutputPipe output[2];
  std::vector<std::unique_ptr<PortProxy>> proxies;

  bool starting = false;
  bool held_once = false;
  bool let_go = false;                         ///< nobody holds it any more
  bool removing = false;                       ///< goes when it has ended
  std::vector<std::function<void()>> on_end;   ///< asked to be told of the end of this life
  std::vector<std::function<void()>> on_gone;  ///< … of its removal
  std::vector<std::function<void(int)>> holders;
};

}  // namespace caisson::engine::embedded
