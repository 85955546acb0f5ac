#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "engine/embedded/store/byte_source.hpp"

namespace caisson::engine::embedded::store {

enum class TarKind {
  layer,   ///< `.wh.` names are whiteouts (OCI image-spec 1.0, layer.md)
  folder,  ///< names are names, everything is its owner's
};

/// Unpacks a tar, without compression, into a folder that nobody else changes, as the lower folder
/// of an overlayfs: whiteouts become its devices 0/0, opaque folders its attribute.
///
/// Nothing outside the folder is read, changed or linked to, whatever the archive says: paths are
/// resolved as below a root of their own; `..` and hard links to what is not there are errors;
/// device nodes are left out (a container gets its own /dev), and of extended attributes only
/// `security.capability` and `user.*` are taken. Owners are kept where this process is root, else
/// all is its own.
Result<void> unpack(ByteSource tar, const std::string& folder, TarKind kind);

}  // namespace caisson::engine::embedded::store
