#pragma once

#include <optional>
#include <string>

#include "bench/departures.hpp"
#include "bench/setting.hpp"

namespace caisson::bench {

/// The rival testcontainers-node with its reaper container, which is emulated (reaper/reaper.c):
/// Ryuk's own image is not to be had everywhere.
class Testcontainers {
 public:
  /// None where Node.js or the packages are not there. Builds the reaper's image.
  static std::optional<Testcontainers> find(const Setting& setting);

  const std::string& version() const { return m_version; }
  /// One process with one fixture: seconds from the moment the library is loaded until the
  /// container is gone. The reaper goes after that.
  double fixture_seconds(Departures& departures) const;

 private:
  Testcontainers(const Setting& setting, std::string version)
      : m_setting(setting), m_version(std::move(version)) {}

  Setting m_setting;
  std::string m_version;
};

}  // namespace caisson::bench
