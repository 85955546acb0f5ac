#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "import/declare.hpp"
#include "import/import.hpp"

/// Whatever the bytes: declarations for every service, or a mistake with a place. A file that
/// includes or extends another finds itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  caisson::import::Request request;
  request.files = {"/shop/compose.yaml"};
  request.base = "/shop";
  request.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "HOME") return "/root";
    return std::nullopt;
  };
  request.read = [&](const std::string& path) -> caisson::Result<std::string> {
    if (path.ends_with(".yaml")) return text;
    return caisson::Error{caisson::ErrorKind::not_found, "is not there", path};
  };
  const auto imported = caisson::import::import_compose(request, "");
  if (!imported) {
    if (imported.error().place.empty()) std::abort();
    return 0;
  }
  const auto declarations = caisson::import::declare(*imported, "/shop");
  for (const std::string& service : imported->services) {
    if (!declarations.places.contains("caisson_add_service(" + service)) std::abort();
  }
  return 0;
}
