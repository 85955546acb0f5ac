#include "engine/embedded/wire/place.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/paths.hpp"
#include "plan/identity.hpp"

namespace caisson::engine::embedded {
namespace {

std::string label_value(const Labels& labels, const char* name) {
  const auto at = labels.find(name);
  return at == labels.end() ? std::string() : at->second;
}

std::string data_folder() {
  const char* const wanted = std::getenv("XDG_DATA_HOME");
  if (wanted != nullptr && wanted[0] == '/') return std::string(wanted) + "/caisson";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.local/share/caisson";
  const passwd* const user = ::getpwuid(::getuid());
  return std::string(user != nullptr ? user->pw_dir : "/root") + "/.local/share/caisson";
}

}  // namespace

NestKey nest_key(const std::string& home, const Labels& labels) {
  const std::string instance = label_value(labels, plan::label::k_instance);
  const bool ephemeral =
      !instance.empty() && !label_value(labels, plan::label::k_environment).empty();
  return {sha256_hex(home + "\n" + instance).substr(0, 16), ephemeral};
}

Result<Home> find_home(const std::string& runtime) {
  Home home{runtime, data_folder()};
  if (runtime.empty()) {
    const auto folder = runtime_directory();
    if (!folder) return folder.error();
    home.runtime = *folder + "/nests";
  }
  const auto folder = private_directory(home.runtime);
  if (!folder) return folder.error();
  for (const std::string& path : {home.data, home.volumes(), home.data + "/roots"}) {
    const auto made = make_directories(path, 0700);
    if (!made) return made.error();
  }
  return home;
}

}  // namespace caisson::engine::embedded
