#pragma once

#include <memory>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// Bytes of a descriptor: a connection, a terminal, or two pipes. What has no reading or no writing
/// side is given as an empty one. Who reads nothing more is no signal here (SIGPIPE).
std::unique_ptr<Stream> make_descriptor_stream(Loop& loop, Descriptor reading, Descriptor writing);
/// The same with one descriptor for both directions.
std::unique_ptr<Stream> make_descriptor_stream(Loop& loop, Descriptor both);

}  // namespace caisson::engine::embedded
