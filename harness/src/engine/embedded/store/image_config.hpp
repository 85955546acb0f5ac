#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/image_store.hpp"

namespace caisson::engine::embedded::store {

/// A config as it lies in the store (OCI image-spec 1.0, config.md).
struct ConfigFile {
  ImageConfig config;
  std::vector<std::string> diffs;  ///< hex digits of the layers' diff ids, lowest first
};

/// ErrorKind::image for what is no config of a Linux image. What Docker adds is read, too.
Result<ConfigFile> parse_config(std::string_view text);

/// The same bytes for the same image: no time, no host.
std::string write_config(const ConfigFile& file);

/// The architecture of this machine as images call it: "amd64".
std::string this_architecture();

}  // namespace caisson::engine::embedded::store
