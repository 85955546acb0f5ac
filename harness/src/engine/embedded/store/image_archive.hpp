#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/byte_source.hpp"

namespace caisson::engine::embedded::store {

/// A tar file that holds one image: what `docker save` writes (20.10, or 25 and newer, which is an
/// OCI layout besides), or an OCI image layout (image-spec 1.0, image-layout.md).
class ImageArchive {
 public:
  /// Reads its tables; ErrorKind::image where it holds no image of this machine's kind.
  static Result<ImageArchive> open(std::string path);

  const std::string& config() const { return m_config; }
  std::size_t layer_count() const { return m_layers.size(); }

  /// Gives the layer, lowest first, to `use` as its tar without compression, and holds its blob to
  /// the digest it is named by.
  Result<void> read_layer(std::size_t index,
                          const std::function<Result<void>(ByteSource)>& use) const;

 private:
  struct Entry {
    std::string link;  ///< another entry that has its content, or empty
    std::int64_t size = 0;
  };

  explicit ImageArchive(std::string path) : m_path(std::move(path)) {}
  Result<void> list();
  Result<void> read_docker_tables(const std::string& manifest);
  Result<void> read_layout(const std::string& index);
  Result<std::string> choose_manifest(const std::string& index) const;
  Result<std::string> text_of(const std::string& entry) const;
  Result<std::string> blob_text(const std::string& digest) const;
  Result<std::string> behind_links(std::string entry) const;
  Result<void> read_entry(const std::string& entry,
                          const std::function<Result<void>(ByteSource)>& use) const;

  std::string m_path;
  std::map<std::string, Entry> m_entries;
  std::string m_config;
  std::vector<std::string> m_layers;  ///< names of entries
};

}  // namespace caisson::engine::embedded::store
