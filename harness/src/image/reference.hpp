#pragma once

#include <string>
#include <string_view>

namespace caisson::image {

/// The registry a reference names: its first part when that looks like a host (has a dot or a port,
/// or is `localhost`), else `docker.io`.
std::string registry_of(std::string_view reference);

/// As an engine lists it: without `docker.io/` and `library/`, with `:latest` where nothing is
/// said.
std::string familiar_reference(std::string_view reference);

}  // namespace caisson::image
