#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "plan/environment.hpp"

/// Whatever the bytes: variables with usable names, or an error with a place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const caisson::plan::EnvFile file{".env", std::string(reinterpret_cast<const char*>(data), size)};
  const auto outside = [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOME") return "/root";
    return std::nullopt;
  };
  const auto read = caisson::plan::parse_env_file(file, outside);
  if (!read) {
    if (read.error().place.rfind(".env:", 0) != 0) std::abort();
    return 0;
  }
  for (const auto& [name, value] : *read) {
    if (name.empty() || name.find('=') != std::string::npos) std::abort();
  }
  return 0;
}
