#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/child.hpp"
#include "bench/setting.hpp"
#include "engine/engine.hpp"

namespace caisson::bench {

/// DICE in an instance of its own, with empty data of its own below the scratch folder. There is
/// one at a time; what an earlier one left behind goes first, and nothing of it stays after it,
/// however the benchmark ends. What fails ends the benchmark.
class DiceStack {
 public:
  explicit DiceStack(const Setting& setting) : DiceStack(setting, setting.arguments.dice) {}
  /// As this manifest declares it.
  DiceStack(const Setting& setting, const std::string& manifest);
  ~DiceStack();
  DiceStack(const DiceStack&) = delete;
  DiceStack& operator=(const DiceStack&) = delete;

  /// Seconds until all is ready; `words` are a mode, profiles, services.
  double up(const std::vector<std::string>& words) const;
  /// Seconds until every container and network is gone; the data stay.
  double down() const;
  /// One run of our command on this instance.
  ChildRun run(const std::vector<std::string>& words,
               const std::map<std::string, std::string>& env = {}) const;

  /// What runs, by service.
  std::map<std::string, engine::Container> running() const;
  /// Of the host, on 127.0.0.1.
  std::uint16_t port(const std::string& service, std::uint16_t port) const;

  /// The file with which the certificates of this instance are verified.
  std::string authority() const { return m_data + "/certs/ca.crt"; }

 private:
  void remove_all() const;

  Setting m_setting;
  std::string m_manifest;
  std::string m_data;
};

}  // namespace caisson::bench
