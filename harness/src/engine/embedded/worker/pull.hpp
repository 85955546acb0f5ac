#pragma once

#include <functional>
#include <string>

#include "base/error.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/store/scratch.hpp"

namespace caisson::engine::embedded::worker {

/// Has an image of a registry in the store, by skopeo(1), and waits. Of errors: not_found when the
/// registry has none or denies it, io when it cannot be reached or there is no skopeo, else image.
///
/// A reference may name another place, as skopeo writes it: `oci:/folder:tag`, `dir:/folder`.
Result<StoredImage> pull(ImageStore& images, const std::string& reference,
                         const store::Scratch& scratch,
                         const std::function<void(const std::string&)>& say);

}  // namespace caisson::engine::embedded::worker
