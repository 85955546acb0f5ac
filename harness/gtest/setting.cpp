#include "setting.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace caisson::gtest {
namespace {

/// An unset and an empty variable are the same.
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

bool is_folder_of_ours(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
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

}  // namespace

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
  }
  return parts;
}

Setting read_setting(const Declaration& declared) {
  Setting setting;
  const std::string manifest = absolute(from_environment("CAISSON_MANIFEST"));
  const bool is_declared = manifest.empty() || manifest == declared.manifest;
  setting.manifest = is_declared ? declared.manifest : manifest;
  const std::string command = from_environment("CAISSON_EXECUTABLE");
  setting.command = command.empty() ? declared.command : command;
  std::string instance = from_environment("CAISSON_INSTANCE");
  // Another manifest may be another stack's: only the command knows the name that follows from it.
  if (instance.empty() && is_declared) instance = declared.instance;
  setting.socket = socket_of(instance);
  setting.services = split_at_commas(declared.services);
  setting.isolate = split_at_commas(declared.isolate);
  return setting;
}

bool requires_engine() {
  const std::string value = from_environment("CAISSON_REQUIRE_ENGINE");
  return !value.empty() && value != "0";
}

}  // namespace caisson::gtest
