#pragma once

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace caisson {

/// Both ends of a pipe, which no program that is started inherits.
struct Pipe {
  Descriptor reading;
  Descriptor writing;
};

/// Errors: ErrorKind::io, where this process has no more descriptors.
Result<Pipe> make_pipe();

}  // namespace caisson
