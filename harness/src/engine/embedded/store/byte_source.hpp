#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

namespace caisson::engine::embedded::store {

/// The next bytes of a stream, valid until the next call; none at its end.
using ByteSource = std::function<Result<std::string_view>()>;

/// A file from its beginning.
Result<ByteSource> bytes_of_file(const std::string& path);

/// What a stream is once gzip, zstd, bzip2 or xz are off it; one that has none of them is itself.
ByteSource decompressed(ByteSource source);

/// Hashes what passes. `source` may be called as long as this object lives.
class HashedSource {
 public:
  explicit HashedSource(ByteSource source) : m_source(std::move(source)) {}
  HashedSource(const HashedSource&) = delete;
  HashedSource& operator=(const HashedSource&) = delete;

  ByteSource source();
  /// Reads to the end, for who stopped earlier, and gives the SHA-256. Once.
  Result<std::string> finish();
  std::int64_t count() const { return m_count; }

 private:
  Result<std::string_view> next();
  ByteSource m_source;
  Sha256 m_hash;
  std::int64_t m_count = 0;
};

}  // namespace caisson::engine::embedded::store
