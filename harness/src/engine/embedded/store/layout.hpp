#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace caisson::engine::embedded::store {

/// Where things lie in an image store.
///
///     images/<hex>        a config, whose SHA-256 is the image's id
///     layers/<hex>/       a layer, unpacked, by the SHA-256 of its tar (its diff id)
///     layers/<hex>.json   what it holds; written last, so that a layer without it is none
///     steps/<hex>         the layer that a step of a recipe made
///     tags/<reference>    the id that a reference means
///     locks/<hex>         held by who uses the image
///     work.lock           shared by who adds, exclusive to who removes
///     scratch/            work under way; whoever gets work.lock exclusively may empty it
struct Layout {
  explicit Layout(std::filesystem::path at) : root(std::move(at)) {}

  std::filesystem::path images() const { return root / "images"; }
  std::filesystem::path layers() const { return root / "layers"; }
  std::filesystem::path steps() const { return root / "steps"; }
  std::filesystem::path tags() const { return root / "tags"; }
  std::filesystem::path locks() const { return root / "locks"; }
  std::filesystem::path scratch() const { return root / "scratch"; }
  std::filesystem::path work_lock() const { return root / "work.lock"; }

  std::filesystem::path image(const std::string& hex) const { return images() / hex; }
  std::filesystem::path layer(const std::string& hex) const { return layers() / hex; }
  std::filesystem::path layer_record(const std::string& hex) const {
    return layers() / (hex + ".json");
  }
  std::filesystem::path tag(std::string_view reference) const;

  /// Makes the folders that are missing. The root is its owner's alone: set-uid files of layers are
  /// nobody else's to call.
  Result<void> make() const;

  std::filesystem::path root;
};

/// 64 lower-case hex digits: what may be joined to a path without a second look.
bool is_hex_digest(std::string_view text);

/// The digits of "sha256:<hex>"; ErrorKind::image for anything else.
Result<std::string> hex_of(std::string_view digest);

/// A reference with its tag: `:latest` where it says none.
std::string with_tag(std::string_view reference);

/// The reference that a tag's file stands for, and the other way round: `/` is `%2F`.
std::string file_of_tag(std::string_view reference);
std::string tag_of_file(std::string_view file);

/// A name from an archive as a message can show it: control characters as `\x0a`.
std::string shown(std::string_view name);

}  // namespace caisson::engine::embedded::store
