#include "render/repository.hpp"

namespace caisson::render {

std::string repository_of(const std::string& reference) {
  const std::string name = reference.substr(0, reference.find('@'));
  const std::size_t colon = name.rfind(':');
  const bool is_tag = colon != std::string::npos && name.find('/', colon) == std::string::npos;
  return is_tag ? name.substr(0, colon) : name;
}

}  // namespace caisson::render
