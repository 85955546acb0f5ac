#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "model/event.hpp"

namespace caisson::image {

/// Remembers for each volume (path or name) which source's image initialised it: data written by
/// one may not be readable by the other (another major version, other collations), so `auto` never
/// switches. Lies in the state folder of the instance.
class SourceMemory {
 public:
  /// Reads `<directory>/image-sources.json`; one that is not there is empty, one that cannot be
  /// read is an error, because forgetting would allow the switch.
  static Result<SourceMemory> load(const std::string& directory);

  std::optional<model::ImageSource> source_of(const std::string& volume) const;
  /// Keeps what was there first; writes at once when it is new.
  Result<void> remember(const std::string& volume, model::ImageSource source);
  /// The volume was emptied: the next image may come from anywhere.
  Result<void> forget(const std::string& volume);

 private:
  explicit SourceMemory(std::string path) : m_path(std::move(path)) {}
  Result<void> save() const;

  std::string m_path;
  std::map<std::string, model::ImageSource> m_sources;
};

}  // namespace caisson::image
