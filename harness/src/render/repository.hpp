#pragma once

#include <string>

namespace caisson::render {

/// An image's reference without its tag and digest: how Skaffold and kustomize know an image.
std::string repository_of(const std::string& reference);

}  // namespace caisson::render
