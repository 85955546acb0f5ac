#include "cli/fingerprints.hpp"

#include <utility>

#include "cli/workbench.hpp"

namespace caisson::cli {

std::string Fingerprints::of(const model::Image& image) {
  const auto known = m_known.find(image.name);
  if (known != m_known.end()) return known->second;
  return m_known[image.name] = identity_of(m_stack, image);
}

std::string Fingerprints::renew(const std::string& image) {
  const auto declared = m_stack.images.find(image);
  if (declared == m_stack.images.end()) return {};
  return std::exchange(m_known[image], identity_of(m_stack, declared->second));
}

void Fingerprints::set(const std::string& image, std::string fingerprint) {
  m_known[image] = std::move(fingerprint);
}

}  // namespace caisson::cli
