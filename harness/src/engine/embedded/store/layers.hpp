#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/byte_source.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/scratch.hpp"

namespace caisson::engine::embedded::store {

/// What is known of a layer that is whole.
struct Layer {
  std::string diff;       ///< hex digits of its diff id
  std::int64_t size = 0;  ///< bytes of its files
  std::string outline;    ///< SHA-256 over names, kinds, owners, modes, sizes and times
};

/// The order of overlayfs, uppermost first, of diffs that are lowest first. Each comes once, as
/// overlayfs wants it: what a layer says a second time, further down, nobody sees.
std::vector<std::string> mount_order(const std::vector<std::string>& diffs);

/// The unpacked layers of a store, each there once. One appears by a rename, after it was flushed,
/// and counts when its record is there: a crash leaves none that is half.
class Layers {
 public:
  explicit Layers(Layout layout) : m_layout(std::move(layout)) {}

  /// One that is there, by its record; none otherwise.
  std::optional<Layer> find(const std::string& diff) const;
  /// Whether it holds what it held at first, contents aside: ErrorKind::image names what differs.
  Result<void> check(const Layer& layer) const;

  /// Unpacks a tar, `tar` being without compression. Where `diff` is given, one that is there and
  /// well is taken instead, without reading, and one that is damaged is made anew; what was read
  /// has to have that digest. The caller holds `scratch`.
  Result<Layer> take(const Scratch& scratch, ByteSource tar, const std::string& diff = {}) const;

  /// Takes over a folder in `scratch`, an overlayfs' upper one, as a layer.
  Result<Layer> adopt(const Scratch& scratch, const std::filesystem::path& folder) const;

  /// Bytes freed. Only while the work lock is held alone.
  std::int64_t remove(const std::string& diff) const;
  /// All that are there, whole or not.
  std::vector<std::string> all() const;

 private:
  /// Size and outline of what a folder holds.
  static Result<Layer> survey(const std::filesystem::path& folder);
  Result<Layer> settle(const Scratch& scratch, const std::filesystem::path& folder,
                       const std::string& diff) const;
  Layout m_layout;
};

}  // namespace caisson::engine::embedded::store
