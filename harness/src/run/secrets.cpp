#include "run/secrets.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/paths.hpp"

namespace caisson::run {
namespace {

constexpr const char* k_env = "env:";
constexpr const char* k_file = "file:";
constexpr mode_t k_secret_mode = 0444;

bool is_on_tmpfs(const std::string& path) {
  struct statfs about {};
  return ::statfs(path.c_str(), &about) == 0 && about.f_type == TMPFS_MAGIC;
}

Error missing(const model::Service& service, const std::string& name, const std::string& what) {
  return Error{ErrorKind::usage, "the secret `" + name + "` of `" + service.name + "`: " + what,
               "services." + service.name + ".secrets." + name};
}

Result<std::string> read_secret(const model::Service& service, const std::string& name,
                                const std::string& source, const plan::Variables& process) {
  if (source.rfind(k_file, 0) == 0) {
    const std::string path = source.substr(std::string(k_file).size());
    Result<std::string> text = read_file(path);
    if (!text) return missing(service, name, to_string(text.error()));
    return text;
  }
  const std::string variable =
      source.rfind(k_env, 0) == 0 ? source.substr(std::string(k_env).size()) : source;
  const auto at = process.find(variable);
  if (at == process.end()) return missing(service, name, "`" + variable + "` is not set");
  return at->second;
}

/// A private folder on tmpfs: the session's own, else in shared memory.
Result<std::string> private_tmpfs() {
  const Result<std::string> runtime = runtime_directory();
  if (runtime && is_on_tmpfs(*runtime)) return runtime;
  constexpr const char* k_shared_memory = "/dev/shm";
  if (is_on_tmpfs(k_shared_memory)) {
    return private_directory(std::string(k_shared_memory) + "/caisson-" +
                             std::to_string(::geteuid()));
  }
  return Error{ErrorKind::io,
               "there is no tmpfs to keep secrets on",
               {},
               "set XDG_RUNTIME_DIR to a folder on tmpfs"};
}

}  // namespace

Result<std::map<std::string, std::string>> read_secrets(const model::Service& service,
                                                        const plan::Variables& process) {
  std::map<std::string, std::string> values;
  for (const auto& [name, source] : service.secrets) {
    Result<std::string> value = read_secret(service, name, source, process);
    if (!value) return value.error();
    values[name] = std::move(*value);
  }
  return values;
}

std::string hash_of_secrets(const std::map<std::string, std::string>& values) {
  if (values.empty()) return {};
  Sha256 hash;
  for (const auto& [name, value] : values)
    hash.update(name + "\n" + std::to_string(value.size()) + "\n" + value);
  return hash.hex();
}

Result<std::string> secrets_directory(const std::string& instance) {
  const Result<std::string> base = private_tmpfs();
  if (!base) return base;
  const Result<std::string> all = private_directory(*base + "/secrets");
  return all ? private_directory(*all + "/" + instance) : all;
}

std::vector<engine::Mount> secret_mounts(const std::string& directory,
                                         const model::Service& service) {
  std::vector<engine::Mount> mounts;
  for (const auto& [name, source] : service.secrets) {
    mounts.push_back({engine::Mount::Kind::bind, directory + "/" + service.name + "/" + name,
                      "/run/secrets/" + name, true});
  }
  return mounts;
}

Result<void> write_secrets(const std::string& directory, const model::Service& service,
                           const std::map<std::string, std::string>& values) {
  if (values.empty()) return {};
  const Result<std::string> folder = private_directory(directory + "/" + service.name);
  if (!folder) return folder.error();
  for (const auto& [name, value] : values) {
    const Result<void> written = write_if_different(*folder + "/" + name, value, k_secret_mode);
    if (!written) return written;
  }
  return {};
}

Result<void> remove_secrets(const std::string& instance) {
  const Result<std::string> directory = secrets_directory(instance);
  if (!directory) return {};  // then none were written
  std::error_code error;
  std::filesystem::remove_all(*directory, error);
  if (error)
    return Error{ErrorKind::io, "cannot remove the secrets: " + error.message(), *directory};
  // The folders around them go with the last instance.
  const std::filesystem::path all = std::filesystem::path(*directory).parent_path();
  if (std::filesystem::remove(all, error)) std::filesystem::remove(all.parent_path(), error);
  return {};
}

}  // namespace caisson::run
