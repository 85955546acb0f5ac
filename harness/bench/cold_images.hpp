#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "bench/engine_api.hpp"
#include "bench/setting.hpp"
#include "model/stack.hpp"

namespace caisson::bench {

/// The images of such a manifest (cold_manifest.hpp), with what building them leaves behind. Those
/// of an earlier benchmark go first, and none stays afterwards.
class ColdImages {
 public:
  ColdImages(const Setting& setting, const std::string& manifest);
  ~ColdImages();
  ColdImages(const ColdImages&) = delete;
  ColdImages& operator=(const ColdImages&) = delete;

  /// Disk they take, each layer once.
  std::int64_t bytes();

 private:
  /// Ids of those that nothing is built on.
  std::set<std::string> leaves();
  void remove_all();

  Setting m_setting;
  model::Stack m_stack;
  EngineApi m_api;
};

}  // namespace caisson::bench
