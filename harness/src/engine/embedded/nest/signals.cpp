#include "engine/embedded/nest/signals.hpp"

#include <charconv>
#include <csignal>
#include <cstring>

#include "base/text.hpp"

namespace caisson::engine::embedded {

std::optional<int> signal_number(const std::string& name) {
  int number = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, number);
  if (error == std::errc() && stop == end)
    return number > 0 && number < NSIG ? std::optional(number) : std::nullopt;
  std::string wanted = to_upper(name);
  if (wanted.starts_with("SIG")) wanted.erase(0, 3);
  for (number = 1; number < NSIG; ++number) {
    const char* const known = ::sigabbrev_np(number);
    if (known != nullptr && wanted == known) return number;
  }
  return std::nullopt;
}

}  // namespace caisson::engine::embedded
