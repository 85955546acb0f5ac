#include "image/reference.hpp"

namespace caisson::image {

std::string registry_of(std::string_view reference) {
  const auto slash = reference.find('/');
  if (slash == reference.npos) return "docker.io";
  const auto first = reference.substr(0, slash);
  const bool host = first.find_first_of(".:") != first.npos || first == "localhost";
  if (!host || first == "index.docker.io") return "docker.io";
  return std::string(first);
}

std::string familiar_reference(std::string_view reference) {
  for (const std::string_view prefix : {"index.docker.io/", "docker.io/"}) {
    if (reference.starts_with(prefix)) reference.remove_prefix(prefix.size());
  }
  constexpr std::string_view library = "library/";
  if (reference.starts_with(library)) reference.remove_prefix(library.size());
  std::string text(reference);
  const auto name = text.find_last_of('/') == text.npos ? 0 : text.find_last_of('/');
  if (text.find('@') == text.npos && text.find(':', name) == text.npos) text += ":latest";
  return text;
}

}  // namespace caisson::image
