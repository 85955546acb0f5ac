#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace caisson::test {

/// A file for Docker Compose as a reader sees it that is not our writer, in words of the model as
/// far as it has them. Variables stay as they are written.
struct ComposeHealth {
  std::vector<std::string> test;
  std::int64_t interval_ms = 0;
  std::int64_t start_interval_ms = 0;
  std::int64_t start_period_ms = 0;
  int retries = 0;
  bool disable = false;
};

struct ComposeService {
  std::string image;
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::set<std::string> profiles;
  std::map<std::string, std::string> depends;  ///< service → condition of Compose
  std::map<std::string, std::string> environment;
  std::vector<std::string> env_files;
  std::map<std::string, std::string> secrets;  ///< name in the container → where it comes from
  std::set<std::string> mounts;                ///< `type source target ro|rw`
  std::set<std::string> tmpfs;
  std::set<std::string> ports;
  std::map<std::string, std::set<std::string>> networks;  ///< network → aliases there
  std::optional<ComposeHealth> health;
  std::string user;
  std::string restart;
  std::set<std::string> cap_drop;
  std::set<std::string> cap_add;
  std::set<std::string> security;
  bool read_only = false;
  std::int64_t memory = 0;
  double cpus = 0;
  std::int64_t pids = 0;
  std::map<std::string, std::string> labels;
};

struct ComposeDocument {
  std::string name;
  std::map<std::string, ComposeService> services;
  std::set<std::string> networks;
  std::set<std::string> volumes;
};

/// Throws on what is no such file, or has a key that this reader does not know.
ComposeDocument read_compose(const std::string& text);

}  // namespace caisson::test
