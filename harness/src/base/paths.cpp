#include "base/paths.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace caisson {
namespace {

/// XDG base directory specification: a relative path in these variables is ignored.
std::string absolute_from_environment(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && value[0] == '/' ? value : "";
}

std::string home() {
  if (std::string from_environment = absolute_from_environment("HOME"); !from_environment.empty()) {
    return from_environment;
  }
  const passwd* const user = ::getpwuid(::getuid());
  return user != nullptr && user->pw_dir != nullptr ? user->pw_dir : "";
}

bool is_folder_of_ours(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

/// Creates it, or takes it when it is a folder, ours, and nobody else may enter.
Result<std::string> private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return errno_error("cannot create the folder", path);
  }
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return errno_error("cannot look at it", path);
  const std::string remedy =
      fmt::format("remove `{}`, or set XDG_RUNTIME_DIR to a folder of yours", path);
  if (!S_ISDIR(status.st_mode)) return Error{ErrorKind::io, "is not a folder", path, remedy};
  if (status.st_uid != ::geteuid()) {
    return Error{ErrorKind::io, fmt::format("belongs to user {}, not to us", status.st_uid), path,
                 remedy};
  }
  if ((status.st_mode & 077U) != 0 && ::chmod(path.c_str(), 0700) != 0) {
    return errno_error("others may enter it, and its mode cannot be set", path);
  }
  return path;
}

}  // namespace

Result<std::string> state_directory() {
  std::string parent = absolute_from_environment("XDG_STATE_HOME");
  if (parent.empty()) {
    const std::string own = home();
    if (own.empty()) {
      return Error{ErrorKind::io, "there is no home folder to keep state in", "",
                   "set XDG_STATE_HOME to a folder of yours"};
    }
    parent = own + "/.local/state";
  }
  if (auto made = make_directories(parent, 0700); !made) return made.error();
  return private_folder(parent + "/caisson");
}

Result<std::string> state_directory(const std::string& instance) {
  const Result<std::string> parent = state_directory();
  if (!parent) return parent;
  return private_folder(*parent + "/" + instance);
}

Result<std::string> runtime_directory() {
  const std::string session = absolute_from_environment("XDG_RUNTIME_DIR");
  // After `su` the variable may still name the other user's folder: not ours to use.
  if (!session.empty() && is_folder_of_ours(session)) return private_folder(session + "/caisson");
  return private_folder(fmt::format("/tmp/caisson-{}", ::geteuid()));
}

Result<std::string> private_directory(const std::string& path) {
  return private_folder(path);
}

Result<std::string> lock_file_of(const std::string& persistent_path) {
  const Result<std::string> state = state_directory();
  if (!state) return state;
  const Result<std::string> locks = private_folder(*state + "/locks");
  if (!locks) return locks;
  std::error_code ignored;
  const auto real = std::filesystem::weakly_canonical(persistent_path, ignored);
  std::string name = ignored ? persistent_path : real.string();
  while (name.size() > 1 && name.back() == '/')
    name.pop_back();
  return fmt::format("{}/{}.lock", *locks, sha256_hex(name).substr(0, 16));
}

}  // namespace caisson
