#pragma once

#include <string>

#include "base/error.hpp"
#include "image/recipe.hpp"

namespace caisson::image {

/// A build context ready to be sent.
struct Context {
  std::string archive;     ///< tar (ustar, with pax headers where needed)
  std::string dockerfile;  ///< its path inside the archive
};

/// Packs the context of a Dockerfile recipe: entries by path, owner root, one fixed time, so the
/// same recipe gives the same bytes. `.caisson/ca-certificates.crt` holds `ca_certificates` (PEM,
/// may be empty); a Dockerfile outside the context comes along as `.caisson/Dockerfile`. A file
/// that is no longer what the recipe's hash says is an error: the tag would lie.
Result<Context> pack_context(const Recipe& recipe, const std::string& ca_certificates);

}  // namespace caisson::image
