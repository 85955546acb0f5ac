#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"

namespace caisson::run {

/// A file that Caisson writes for a container.
struct GeneratedFile {
  std::string target;  ///< absolute path in the container
  std::string text;
};

/// Where the generated files of a service lie.
Result<std::string> generated_directory(const std::string& instance, const std::string& service);

/// The files as read-only mounts.
std::vector<engine::Mount> generated_mounts(const std::string& directory,
                                            const std::vector<GeneratedFile>& files);

/// Another text makes another container: what replaces a mounted file is not seen by whoever
/// watches the folder it is mounted in, and a mounted folder would hide the image's own files.
std::string hash_of_generated(const std::vector<GeneratedFile>& files);

/// Readable by every user, since the container's is not known.
Result<void> write_generated(const std::string& directory, const std::vector<GeneratedFile>& files);

/// Removes every generated file of the instance; none there is fine.
Result<void> remove_generated(const std::string& instance);

}  // namespace caisson::run
