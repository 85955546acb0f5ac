#pragma once

#include <map>
#include <string>

#include "base/error.hpp"
#include "report/history.hpp"

namespace caisson::cli {

/// How long the services of an instance took in its last starts: an SQLite database in its state
/// folder. Nothing depends on it; one that is damaged or not to be written is an error to be told.
class HistoryFile {
 public:
  explicit HistoryFile(const std::string& state_directory)
      : m_path(state_directory + "/history.sqlite") {}

  /// Adds a start, and forgets those before the last 200.
  Result<void> add(const std::map<std::string, report::PastStart>& services) const;

  /// All that is known; a missing file is an empty history.
  Result<report::History> read() const;

 private:
  std::string m_path;
};

}  // namespace caisson::cli
