#pragma once

#include <memory>

#include "engine/engine.hpp"

namespace caisson::engine::docker {

class Connection;

/// A Stream over an open connection; bytes already received come first.
std::unique_ptr<Stream> make_stream(std::shared_ptr<Connection> connection);

}  // namespace caisson::engine::docker
