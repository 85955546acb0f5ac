#include "run/generated.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/paths.hpp"

namespace caisson::run {
namespace {

constexpr mode_t k_file_mode = 0444;

Result<std::string> all_of(const std::string& instance) {
  auto state = state_directory(instance);
  return state ? Result<std::string>(*state + "/generated") : state;
}

/// One name for each path in the container: `/a/b.yml` → `a.b.yml`.
std::string path_of(const std::string& directory, const GeneratedFile& file) {
  std::string name = file.target.substr(file.target.find_first_not_of('/'));
  std::replace(name.begin(), name.end(), '/', '.');
  return directory + "/" + name;
}

}  // namespace

Result<std::string> generated_directory(const std::string& instance, const std::string& service) {
  auto all = all_of(instance);
  return all ? Result<std::string>(*all + "/" + service) : all;
}

std::vector<engine::Mount> generated_mounts(const std::string& directory,
                                            const std::vector<GeneratedFile>& files) {
  std::vector<engine::Mount> mounts;
  for (const GeneratedFile& file : files)
    mounts.push_back({engine::Mount::Kind::bind, path_of(directory, file), file.target, true});
  return mounts;
}

std::string hash_of_generated(const std::vector<GeneratedFile>& files) {
  if (files.empty()) return {};
  Sha256 hash;
  for (const GeneratedFile& file : files)
    hash.update(file.target + "\n" + std::to_string(file.text.size()) + "\n" + file.text);
  return hash.hex();
}

Result<void> write_generated(const std::string& directory,
                             const std::vector<GeneratedFile>& files) {
  if (files.empty()) return {};
  if (auto made = make_directories(directory); !made) return made;
  for (const GeneratedFile& file : files) {
    auto written = write_if_different(path_of(directory, file), file.text, k_file_mode);
    if (!written) return written;
  }
  return {};
}

Result<void> remove_generated(const std::string& instance) {
  const auto all = all_of(instance);
  if (!all) return all.error();
  std::error_code error;
  std::filesystem::remove_all(*all, error);
  if (error) return Error{ErrorKind::io, "cannot remove: " + error.message(), *all};
  return {};
}

}  // namespace caisson::run
