#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caisson {

/// The paths that an `/etc/ld.so.cache` of glibc has for a library (dl-cache.h, format 1.1), in its
/// order: one for each kind of machine or processor. None where the bytes are no such cache.
std::vector<std::string> paths_in_loader_cache(std::string_view bytes, std::string_view library);

}  // namespace caisson
