#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/embedded/store/byte_source.hpp"

struct archive;
struct archive_entry;

namespace caisson::engine::embedded::store {

/// libarchive's reader over a ByteSource, or over a file that it may skip in. Names are taken as
/// bytes where the archive says nothing else.
class ArchiveHandle {
 public:
  enum class Format {
    tar,  ///< without compression
    raw,  ///< one entry: the stream without its compression
  };
  ArchiveHandle(ByteSource source, Format format);
  /// A tar file.
  explicit ArchiveHandle(const std::string& path);
  ~ArchiveHandle();
  ArchiveHandle(const ArchiveHandle&) = delete;
  ArchiveHandle& operator=(const ArchiveHandle&) = delete;

  /// The next entry, valid until the next call; null at the end. ErrorKind::image for what is no
  /// archive, is cut short, or has a name that cannot be told.
  Result<archive_entry*> next();
  /// The next bytes of the present entry, in `buffer`; none at its end. Holes are zeros.
  Result<std::string_view> read(std::string& buffer);

  struct State;

 private:
  Error error() const;
  std::unique_ptr<State> m_state;
};

}  // namespace caisson::engine::embedded::store
