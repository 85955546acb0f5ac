#pragma once

#include <map>
#include <string>

#include "model/stack.hpp"

namespace caisson::cli {

/// What images were made from when they were first asked for, whatever has been edited since: an
/// edit that leads to a restart must not make containers look outdated.
class Fingerprints {
 public:
  /// The stack outlives it.
  explicit Fingerprints(const model::Stack& stack) : m_stack(stack) {}

  std::string of(const model::Image& image);
  /// From now on as the image's recipe lies on the disk; what it was before.
  std::string renew(const std::string& image);
  void set(const std::string& image, std::string fingerprint);

 private:
  const model::Stack& m_stack;
  std::map<std::string, std::string> m_known;  ///< by image
};

}  // namespace caisson::cli
