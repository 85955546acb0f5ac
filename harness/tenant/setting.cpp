#include "tenant/setting.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace caisson::tenant {
namespace {

bool is_folder_of_ours(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

}  // namespace

std::string from_environment(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr ? value : "";
}

std::string absolute(const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  char* const here = ::getcwd(nullptr, 0);
  if (here == nullptr) return path;
  std::string whole = std::string(here) + "/" + path;
  std::free(here);
  return whole;
}

/// The same rules as the supervisor's (XDG base directory specification: a relative path counts for
/// nothing). In a folder of somebody else's nobody is trusted.
std::string socket_of(const std::string& instance) {
  constexpr std::size_t k_longest_plain_name = 48;
  if (instance.empty() || instance.size() > k_longest_plain_name) return "";
  const std::string session = from_environment("XDG_RUNTIME_DIR");
  const bool is_usable = !session.empty() && session.front() == '/' && is_folder_of_ours(session);
  const std::string folder =
      is_usable ? session + "/caisson" : "/tmp/caisson-" + std::to_string(::geteuid());
  if (!is_folder_of_ours(folder)) return "";
  return folder + "/" + instance + ".sock";
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
  }
  return parts;
}

bool requires_engine() {
  const std::string value = from_environment("CAISSON_REQUIRE_ENGINE");
  return !value.empty() && value != "0";
}

std::string keep_on_failure() {
  const std::string value = from_environment("CAISSON_KEEP_ON_FAILURE");
  if (value == "0") return {};
  return value == "1" ? "10m" : value;
}

}  // namespace caisson::tenant
