#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "data/names.hpp"

namespace caisson::data {

/// Writes an archive entry by entry, as long as they are. It lies under another name until
/// `finish`: there is never half a backup under a good name. Only its owner may read it. Destroying
/// it unfinished removes what there is.
class ArchiveWriter {
 public:
  struct Written {
    std::int64_t size = 0;
    std::string sha256;
  };

  static Result<ArchiveWriter> create(const std::string& path, Time now);
  ~ArchiveWriter();
  ArchiveWriter(ArchiveWriter&&) noexcept = default;
  ArchiveWriter& operator=(ArchiveWriter&&) = delete;

  /// Entries follow one another: `begin`, any number of `append`, `end`.
  Result<void> begin(const std::string& name);
  Result<void> append(std::string_view bytes);
  Result<Written> end();
  /// On the disk, under its name; a file of that name is an error.
  Result<void> finish();

 private:
  ArchiveWriter(Descriptor file, std::string path, std::string temporary, Time now);
  Result<void> write(std::string_view bytes);

  Descriptor m_file;
  std::string m_path;
  std::string m_temporary;  ///< empty: finished
  std::int64_t m_modified;
  std::string m_name;           ///< of the entry under way
  std::int64_t m_begun_at = 0;  ///< where its header is
  std::int64_t m_size = 0;
  Sha256 m_hash;
};

}  // namespace caisson::data
