#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "data/header.hpp"

namespace caisson::data {

/// An archive whose outline is whole: every entry has its place, the last one says what it is.
class ArchiveReader {
 public:
  static Result<ArchiveReader> open(const std::string& path);

  const Header& header() const { return m_header; }
  const std::string& path() const { return m_path; }

  /// Whether each part is there and has the size and the checksum that the header says.
  Result<void> check() const;
  /// The whole of an entry, for those that are small.
  Result<std::string> text_of(const std::string& name) const;

  /// An entry, read from its beginning: each call gives the next bytes, none at its end.
  using Source = std::function<Result<std::string>()>;
  Result<Source> source_of(const std::string& name) const;

 private:
  struct Place {
    std::int64_t at = 0;
    std::int64_t size = 0;
  };

  ArchiveReader(Descriptor file, std::string path)
      : m_file(std::move(file)), m_path(std::move(path)) {}
  Result<void> read_outline();
  Result<void> check_part(const SavedPart& saved) const;

  Descriptor m_file;
  std::string m_path;
  std::map<std::string, Place> m_places;
  Header m_header;
};

}  // namespace caisson::data
