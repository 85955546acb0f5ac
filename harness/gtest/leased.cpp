#include "leased.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace caisson::gtest {
namespace {

using tenant::Json;

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
  return port;
}

/// CAISSON_<SERVICE>_PORT; `-` becomes `_`.
std::string port_variable(const std::string& service) {
  std::string name = "CAISSON_";
  for (const char letter : service) {
    const bool is_lower = letter >= 'a' && letter <= 'z';
    const char upper = is_lower ? static_cast<char>(letter - 'a' + 'A') : letter;
    name += letter == '-' ? '_' : upper;
  }
  return name + "_PORT";
}

/// An object has no order; the variable tells which port was declared first.
void put_first(std::vector<std::pair<std::uint16_t, std::uint16_t>>& ports,
               std::string_view host_port) {
  const auto first = std::find_if(ports.begin(), ports.end(), [&](const auto& port) {
    return std::to_string(port.second) == host_port;
  });
  if (first != ports.end()) std::rotate(ports.begin(), first, first + 1);
}

}  // namespace

std::vector<Leased> read_services(const Json& answer) {
  std::vector<Leased> all;
  const Json& services = answer["services"];
  for (std::size_t at = 0; at < services.keys().size(); ++at) {
    const Json& service = services.items()[at];
    Leased leased{services.keys()[at],
                  service["host"].text(),
                  service["url"].text(),
                  service["database"].text(),
                  {}};
    const Json& ports = service["ports"];
    for (std::size_t n = 0; n < ports.keys().size(); ++n) {
      const auto inside = read_port(ports.keys()[n]);
      const auto outside = ports.items()[n].integer().value_or(0);
      const bool is_port = outside > 0 && outside <= 0xFFFF;
      if (inside && is_port)
        leased.ports.emplace_back(*inside, static_cast<std::uint16_t>(outside));
    }
    put_first(leased.ports, answer["variables"][port_variable(leased.name)].text());
    all.push_back(std::move(leased));
  }
  return all;
}

}  // namespace caisson::gtest
