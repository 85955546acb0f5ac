#include "import/path.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace caisson::import {
namespace {

/// The parts of a path, `.` and `..` resolved as far as that goes.
std::vector<std::string> parts_of(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string> parts;
  for (std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && (absolute || (!parts.empty() && parts.back() != ".."))) {
      if (!parts.empty()) parts.pop_back();
    } else {
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

std::string text_of(const std::vector<std::string>& parts, bool absolute) {
  const std::string text = join(parts, "/");
  if (absolute) return "/" + text;
  return text.empty() ? "." : text;
}

}  // namespace

std::string resolve(std::string_view directory, std::string_view path) {
  if (path.starts_with('/')) return text_of(parts_of(path), true);
  const std::string whole =
      std::string(directory.empty() ? "." : directory) + "/" + std::string(path);
  return text_of(parts_of(whole), whole.starts_with('/'));
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

std::string name_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string relative_to(std::string_view base, std::string_view path) {
  const std::vector<std::string> from = parts_of(base);
  const std::vector<std::string> to = parts_of(path);
  const auto [left, right] = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
  std::vector<std::string> parts(static_cast<std::size_t>(from.end() - left), "..");
  if (parts.size() > 1) return std::string(path);
  parts.insert(parts.end(), right, to.end());
  return text_of(parts, false);
}

}  // namespace caisson::import
