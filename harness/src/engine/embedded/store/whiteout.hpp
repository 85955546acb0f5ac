#pragma once

#include <sys/stat.h>

#include <string_view>

namespace caisson::engine::embedded::store {

// How a layer says that something of lower ones is gone: by names in its tar (OCI image-spec 1.0,
// layer.md), by a device or an attribute in the lower folder of an overlayfs.

inline constexpr std::string_view k_whiteout = ".wh.";
inline constexpr std::string_view k_whiteout_meta = ".wh..wh.";
inline constexpr std::string_view k_opaque_whiteout = ".wh..wh..opq";

bool is_whiteout(std::string_view name);
bool is_whiteout_device(const struct stat& status);

/// Hides what lower layers have in a folder. False, and errno, where that fails.
bool make_opaque(int folder);
bool is_opaque(int folder);

}  // namespace caisson::engine::embedded::store
