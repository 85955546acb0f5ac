#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "render/kubernetes.hpp"

namespace caisson::cli {

/// What is at a path of this machine, as `render::FilesAt` wants it. Sockets and devices are passed
/// over.
Result<std::vector<render::MountedFile>> read_mounted_files(const std::string& path,
                                                            std::size_t most);

}  // namespace caisson::cli
