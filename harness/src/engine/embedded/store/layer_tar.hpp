#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::embedded::store {

/// Writes an unpacked layer as the tar of an image's layer: pax, in the order of bytes, owners and
/// times as they are, overlayfs' signs as `.wh.` names. The same folder gives the same bytes, whose
/// SHA-256 is the diff id of what we make ourselves.
Result<void> write_layer_tar(const std::string& folder,
                             const std::function<void(std::string_view)>& write);

}  // namespace caisson::engine::embedded::store
