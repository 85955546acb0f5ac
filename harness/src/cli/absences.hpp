#pragma once

#include <map>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "run/machine.hpp"

namespace caisson::cli {

/// Why a service is not there, as `status` shows it after the run.
struct Missing {
  bool unavailable = false;  ///< its image is; else it is held back by one whose is
  std::string reason;
};

/// What the last starts of an instance had to leave out, kept in a file of its state folder.
class AbsencesFile {
 public:
  explicit AbsencesFile(const std::string& state_directory);

  /// An unreadable or damaged file is as good as none.
  std::map<std::string, Missing> read() const;
  /// Takes the outcome of a run in: what was planned and is there now is no longer missing.
  Result<void> update(const plan::Plan& plan, const std::vector<run::Absence>& absences) const;
  Result<void> forget() const;

 private:
  std::string m_path;
};

/// One line each: `temporal-ui` is unavailable: …; held back: `a`, `b`.
std::string absences_text(const std::vector<run::Absence>& absences);

}  // namespace caisson::cli
