#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/loop.hpp"

namespace caisson::engine::embedded {

/// A connection made in this process's network namespace, given up with the handle. A refused one
/// is ErrorKind::io, "connection refused".
std::shared_ptr<void> dial_inside(Loop& loop, const std::string& address, std::uint16_t port,
                                  std::function<void(Result<Descriptor>)> done);

}  // namespace caisson::engine::embedded
