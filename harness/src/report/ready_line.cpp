#include "report/ready_line.hpp"

#include <charconv>

namespace caisson::report {

std::optional<double> ready_after(std::string_view line) {
  constexpr std::string_view k_start = "caisson: services are ready after ";
  constexpr std::string_view k_end = " s";
  if (line.rfind(k_start, 0) != 0) return std::nullopt;
  line.remove_prefix(k_start.size());
  double seconds = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), seconds);
  if (error != std::errc() || seconds < 0) return std::nullopt;
  if (line.substr(static_cast<std::size_t>(end - line.data())) != k_end) return std::nullopt;
  return seconds;
}

}  // namespace caisson::report
