#include "image/failure.hpp"

#include "base/text.hpp"

namespace caisson::image {

bool is_disk_full(std::string_view message) {
  const std::string text = to_lower(message);
  return text.find("no space left on device") != std::string::npos ||
         text.find("disk quota exceeded") != std::string::npos;
}

Error about(const model::Image& image, Error error) {
  switch (error.kind) {
    case ErrorKind::engine_unreachable:
    case ErrorKind::interrupted:
    case ErrorKind::timed_out:
      break;
    default:
      error.kind = ErrorKind::image;
  }
  if (error.place.empty()) error.place = image.declared_at;
  if (is_disk_full(error.message)) {
    error.message = "the disk is full: " + error.message;
    error.remedy =
        "make room where the engine keeps its images, e.g. `docker system df` and "
        "`docker image prune`";
  }
  return error;
}

void Tail::add(std::string line) {
  if (m_lines.size() == k_lines) m_lines.pop_front();
  m_lines.push_back(std::move(line));
}

std::string Tail::text() const {
  std::string text;
  for (const auto& line : m_lines)
    text += "\n  | " + line;
  return text;
}

}  // namespace caisson::image
