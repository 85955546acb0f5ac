#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace caisson::engine::embedded {

/// What an image says of the containers made of it (OCI image-spec 1.0, config.md).
struct ImageConfig {
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::map<std::string, std::string> env;
  std::string working_directory = "/";
  std::string user;  ///< "name", "uid", "uid:gid" …; empty: root
  std::string stop_signal = "SIGTERM";
  std::vector<std::string> volumes;  ///< absolute paths
  std::map<std::string, std::string> labels;
  std::vector<std::string> healthcheck;  ///< argv, `CMD` and `CMD-SHELL` resolved; empty: none
};

struct StoredImage {
  std::string id;  ///< "sha256:…", digest of its config
  std::vector<std::string> tags;
  std::int64_t size = 0;  ///< bytes, all layers unpacked
  ImageConfig config;
  /// Read-only folders for overlayfs `lowerdir`, uppermost first. While an image is used its layers
  /// are kept (see `hold`).
  std::vector<std::filesystem::path> layers;
};

/// Images on this machine, shared by all instances of a user; safe against other processes of ours.
/// Blocking: calls do file work, so the engine makes them from a worker thread or accepts the wait.
class ImageStore {
 public:
  /// `root`: e.g. ~/.local/share/caisson/images; made when missing.
  static Result<ImageStore> open(std::filesystem::path root);

  /// By id, by a unique prefix of it, or by tag; ErrorKind::not_found.
  Result<StoredImage> find(const std::string& reference) const;
  Result<std::vector<StoredImage>> list() const;
  /// A docker archive or OCI layout in a tar file; `tag` is added where it is not empty.
  Result<StoredImage> load(const std::filesystem::path& archive, const std::string& tag);
  /// A root file system in a tar file.
  Result<StoredImage> import(const std::filesystem::path& tar, const std::string& tag,
                             const std::map<std::string, std::string>& labels);
  Result<void> untag(const std::string& tag);
  /// Takes all its tags off an image and prunes; bytes freed. Removing what is not there succeeds;
  /// ErrorKind::conflict while something holds it.
  Result<std::int64_t> remove(const std::string& reference);
  /// Removes what no tag names and nothing holds; bytes freed.
  Result<std::int64_t> prune();

  /// Held until destroyed: a shared lock on the image, so that no prune takes its layers.
  class Hold {
   public:
    ~Hold();
    Hold(Hold&&) noexcept;
    Hold& operator=(Hold&&) noexcept;
    /// The open file that has the lock: a duplicate of it, in whatever process, goes on holding.
    int descriptor() const;

   private:
    friend class ImageStore;
    class Lock;
    explicit Hold(std::unique_ptr<Lock> lock);
    std::unique_ptr<Lock> m_lock;
  };
  Result<Hold> hold(const std::string& id) const;

 private:
  explicit ImageStore(std::filesystem::path root);
  std::filesystem::path m_root;
};

}  // namespace caisson::engine::embedded
