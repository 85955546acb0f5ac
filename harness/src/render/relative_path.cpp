#include "render/relative_path.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace caisson::render {
namespace {

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts = split(path, '/');
  std::erase(parts, "");
  return parts;
}

}  // namespace

std::string relative_path(std::string_view path, std::string_view folder) {
  const std::vector<std::string> to = parts_of(path);
  const std::vector<std::string> from = parts_of(folder);
  const auto [same_to, same_from] = std::mismatch(to.begin(), to.end(), from.begin(), from.end());
  std::vector<std::string> way(static_cast<std::size_t>(from.end() - same_from), "..");
  if (way.empty()) way.emplace_back(".");
  way.insert(way.end(), same_to, to.end());
  return join(way, "/");
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

}  // namespace caisson::render
