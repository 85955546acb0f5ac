#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "data/part.hpp"

namespace caisson::data {

/// The version of the archives this harness writes and reads.
inline constexpr int k_schema = 1;

/// Rows of each table of a database, by its quoted name with its schema.
using TableRows = std::map<std::string, std::int64_t>;

/// One part of an archive, and what is known of it.
struct SavedPart {
  Part part;
  std::string image;  ///< the image the service ran, by id
  std::int64_t size = 0;
  std::string sha256;
  TableRows rows;    ///< postgres
  std::string file;  ///< its name in the archive
  bool operator==(const SavedPart&) const = default;
};

/// What an archive says of itself: its entry `backup.json`, which is the last one.
struct Header {
  std::string stack;
  std::string instance;
  std::string made_at;  ///< RFC 3339, UTC
  std::string made_by;  ///< version of Caisson
  std::string manifest_sha256;
  std::vector<SavedPart> parts;
  bool operator==(const Header&) const = default;
};

inline constexpr const char* k_header_file = "backup.json";
inline constexpr const char* k_manifest_file = "manifest.json";

std::string to_json(const Header& header);

/// `path` is the archive's, for messages. An archive of a newer schema is refused, named.
Result<Header> header_from(std::string_view text, const std::string& path);

/// Whether an archive can be put back into a stack: it is that stack's, and each part that is
/// wanted has a place there, which is for other databases of a server where it has the declared
/// one, too. `services`: only these; empty: all it has. The parts to put back.
Result<std::vector<SavedPart>> fitting_parts(const Header& header, const model::Stack& stack,
                                             const std::vector<std::string>& services,
                                             const std::string& path);

/// What another database holds than it should: "`users`: 2 rows instead of 3"; empty: nothing.
std::string difference(const TableRows& expected, const TableRows& found);

}  // namespace caisson::data
