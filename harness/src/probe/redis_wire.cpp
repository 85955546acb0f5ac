#include "probe/redis_wire.hpp"

namespace caisson::probe::redis_wire {

std::string command(const std::vector<std::string_view>& words) {
  std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words)
    bytes += "$" + std::to_string(word.size()) + "\r\n" + std::string(word) + "\r\n";
  return bytes;
}

bool needs_no_password(std::string_view line) {
  return line.find("without any password") != line.npos ||
         line.find("no password is set") != line.npos;
}

}  // namespace caisson::probe::redis_wire
