#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <memory>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "engine/embedded/build/copy_step.hpp"
#include "engine/embedded/store/layout.hpp"
#include "engine/embedded/store/walk.hpp"

namespace caisson::engine::embedded::build {
namespace {

bool is_pattern(std::string_view part) {
  return part.find_first_of("*?[\\") != part.npos;
}

/// Names in a folder that match; sorted, so that a copy is the same each time.
std::vector<std::string> matching_names(const store::RootFolder& from, const std::string& folder,
                                        const std::string& pattern) {
  std::vector<std::string> names;
  auto opened = from.folder(folder);
  if (!opened) return names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(opened->release()), &::closedir);
  if (!stream) return names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string name = static_cast<const char*>(entry->d_name);
    if (name != "." && name != ".." && ::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0)
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Part by part, so that a pattern never crosses a `/`.
void expand_pattern(const store::RootFolder& from, const std::string& before,
                    const std::vector<std::string>& parts, std::size_t at,
                    std::vector<std::string>& found) {
  if (at == parts.size()) {
    found.push_back(before);
    return;
  }
  const auto joined = [&before](const std::string& name) {
    return before.empty() ? name : before + "/" + name;
  };
  if (!is_pattern(parts[at])) return expand_pattern(from, joined(parts[at]), parts, at + 1, found);
  for (const std::string& name : matching_names(from, before, parts[at]))
    expand_pattern(from, joined(name), parts, at + 1, found);
}

Result<std::string> hash_of_file(int folder, const std::string& name) {
  const Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return errno_error("cannot open", store::shown(name));
  Sha256 hash;
  std::string buffer(256UL * 1024, '\0');
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got == 0) return hash.hex();
    if (got < 0 && errno != EINTR) return errno_error("cannot read", store::shown(name));
    if (got > 0) hash.update({buffer.data(), static_cast<std::size_t>(got)});
  }
}

/// Path, mode and what is in it, each with its length.
Result<void> add_to_digest(Sha256& hash, const store::Found& found) {
  std::string content;
  if (S_ISLNK(found.status.st_mode)) {
    auto target = found.link_target();
    if (!target) return target.error();
    content = std::move(*target);
  } else if (S_ISREG(found.status.st_mode)) {
    auto digest = hash_of_file(found.folder, found.name);
    if (!digest) return digest.error();
    content = std::move(*digest);
  }
  hash.update(fmt::format("{}:{} {:o} {}:{}\n", found.path.size(), found.path, found.status.st_mode,
                          content.size(), content));
  return {};
}

}  // namespace

Result<std::vector<CopySource>> find_sources(const store::RootFolder& from,
                                             const std::vector<std::string>& words) {
  std::vector<CopySource> sources;
  for (const std::string& word : words) {
    const auto plain = store::plain_path(word);
    if (!plain) return plain.error();
    std::vector<std::string> paths;
    if (plain->empty()) {
      paths.emplace_back();
    } else {
      expand_pattern(from, {}, split(*plain, '/'), 0, paths);
    }
    for (const std::string& path : paths) {
      struct stat status {};
      const auto opened = from.follow(path, O_PATH);
      if (!opened || ::fstat(opened->get(), &status) != 0) {
        if (is_pattern(word)) continue;
        return Error{ErrorKind::image,
                     fmt::format("there is no `{}` to be copied", word),
                     {},
                     "is it left out by .dockerignore?"};
      }
      sources.push_back({path, S_ISDIR(status.st_mode)});
    }
  }
  if (sources.empty())
    return Error{
        ErrorKind::image,
        fmt::format("nothing is there to be copied: `{}` matches nothing", join(words, " "))};
  return sources;
}

Result<std::string> digest_of_sources(const store::RootFolder& from,
                                      const std::vector<CopySource>& sources) {
  Sha256 hash;
  for (const CopySource& source : sources) {
    hash.update(fmt::format("{}:{}\n", source.path.size(), source.path));
    if (source.is_folder) {
      const auto folder = from.folder(source.path);
      if (!folder) return folder.error();
      auto walked = store::walk(
          folder->get(), [&hash](const store::Found& found) { return add_to_digest(hash, found); });
      if (!walked) return walked.error();
      continue;
    }
    const auto file = from.follow(source.path, O_PATH);
    if (!file) return file.error();
    store::Found found;
    found.path = source.path;
    if (::fstat(file->get(), &found.status) != 0) return errno_error("cannot look at", source.path);
    // By its descriptor, because the name may be a link that leads elsewhere from outside.
    found.name = "/proc/self/fd/" + std::to_string(file->get());
    if (auto added = add_to_digest(hash, found); !added) return added.error();
  }
  return hash.hex();
}

}  // namespace caisson::engine::embedded::build
