#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson {

/// An io error with the text of `errno` and the path as its place: "cannot open: No such file …".
/// Read right after the failed call.
Error errno_error(std::string_view what, const std::string& path);

bool file_exists(const std::string& path);

/// The whole file; a missing one is ErrorKind::not_found, anything else ErrorKind::io.
Result<std::string> read_file(const std::string& path);

/// Readers see the old content or the new, never a half: temporary file beside it, fsync, rename,
/// fsync of the folder.
Result<void> write_file(const std::string& path, std::string_view content, mode_t mode = 0644);

/// The same, unless the file has that content: then it stays the very file that others have
/// mounted.
Result<void> write_if_different(const std::string& path, std::string_view content,
                                mode_t mode = 0644);

/// Writes into the file that is there, for one that is mounted or linked to; a reader may see half
/// of it.
Result<void> overwrite_file(const std::string& path, std::string_view content);

/// Creates the folder and those above it; one that is there is left as it is.
Result<void> make_directories(const std::string& path, mode_t mode = 0755);

/// Removing what is not there succeeds.
Result<void> remove_file(const std::string& path);

}  // namespace caisson
