#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/store/layout.hpp"

namespace caisson::engine::embedded::store {

/// Configs and tags of a store, and what of it is still needed.
class ImageRecords {
 public:
  explicit ImageRecords(Layout layout) : m_layout(std::move(layout)) {}

  /// The hex digits that an id, a unique beginning of one, or a tag stands for;
  /// ErrorKind::not_found, or ErrorKind::usage where a beginning stands for several.
  Result<std::string> resolve(const std::string& reference) const;
  /// None where it is not there, its config is not the one it is named by, or a layer is missing:
  /// then it is to be made anew.
  Result<std::optional<StoredImage>> read(const std::string& hex) const;
  std::vector<std::string> all() const;

  /// Once all its layers are there.
  Result<StoredImage> add(std::string_view config, const std::string& tag) const;

  /// The layer that a step of a recipe has made before; empty where none is known.
  std::string layer_of_step(const std::string& key) const;
  Result<void> remember_step(const std::string& key, const std::string& diff) const;

  /// Removes images without a tag that nobody holds, layers and steps that no image needs, and what
  /// was left half-made; bytes freed. Only while the work lock is held alone.
  Result<std::int64_t> prune() const;

 private:
  std::vector<std::string> tags_of(const std::string& hex) const;
  Layout m_layout;
};

}  // namespace caisson::engine::embedded::store
