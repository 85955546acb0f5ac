#include "watch/inputs.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/elf.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/path.hpp"

namespace caisson::watch {
namespace fs = std::filesystem;
namespace {

/// Empty where the path is not below the folder.
std::string relative_to(const std::string& folder, const std::string& path) {
  if (folder.empty() || path == folder || !lies_in(path, folder)) return {};
  return path.substr(folder.size() + 1);
}

/// Of a file, a link or, as an empty text, of nothing.
std::string digest_of(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (fs::is_symlink(status)) return "link " + fs::read_symlink(path, error).string();
  if (!fs::is_regular_file(status)) return {};
  std::ifstream file(path, std::ios::binary);
  if (!file) return "unreadable";
  Sha256 hash;
  std::array<char, 16 * 1024> buffer{};
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0)
    hash.update({buffer.data(), static_cast<std::size_t>(file.gcount())});
  const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
  return hash.hex() + (executable ? "x" : "");
}

/// Linkers make it executable when they are done.
bool is_whole_program(const std::string& path) {
  std::error_code error;
  const fs::perms permissions = fs::status(path, error).permissions();
  if (error || (permissions & fs::perms::owner_exec) == fs::perms::none) return false;
  const auto bytes = read_file(path);
  return bytes && read_elf(*bytes);
}

bool is_never_an_input(const std::string& name) {
  return name == ".git" || name == "node_modules";
}

}  // namespace

Result<Inputs> Inputs::read(const plan::Plan& plan) {
  Inputs inputs;
  for (const plan::Step& step : plan.steps) {
    const model::Service& service = *step.service;
    if (service.watch.empty()) continue;
    auto ignored = std::make_shared<image::Ignored>();
    const auto image = plan.stack->images.find(service.image);
    if (image != plan.stack->images.end()) {
      auto read = image::ignored_by(image->second);
      if (!read) return read.error();
      *ignored = std::move(*read);
    }
    for (const model::Watch& watch : service.watch) {
      const bool is_program = service.program && service.program->path == watch.path;
      Watched watched{service.name, watch.action, watch.path, ignored, is_program, {}};
      read_below(watched, watched.root, watched.digests);
      inputs.m_watched.push_back(std::move(watched));
    }
  }
  return inputs;
}

std::vector<std::string> Inputs::roots() const {
  std::set<std::string> roots;
  for (const Watched& watched : m_watched)
    roots.insert(watched.root);
  return {roots.begin(), roots.end()};
}

bool Inputs::skips(const std::string& folder) const {
  for (const Watched& watched : m_watched) {
    if (lies_in(folder, watched.root) && !leaves_out(watched, folder, true)) return false;
  }
  return true;
}

std::vector<Change> Inputs::look(const Hints& hints) {
  std::vector<Change> changes;
  for (Watched& watched : m_watched) {
    if (hints.everywhere) {
      compare(watched, watched.root, changes);
      continue;
    }
    for (const std::string& path : hints.paths) {
      if (lies_in(path, watched.root)) {
        compare(watched, path, changes);
      } else if (lies_in(watched.root, path)) {
        compare(watched, watched.root, changes);
      }
    }
  }
  return changes;
}

/// A path that is watched on purpose is watched whatever the build says of it.
bool Inputs::leaves_out(const Watched& watched, const std::string& path, bool folder) {
  for (const fs::path& part : fs::path(relative_to(watched.root, path))) {
    if (is_never_an_input(part.string())) return true;
  }
  if (path == watched.root) return false;
  const image::Ignored& ignored = *watched.ignored;
  const std::string inside = relative_to(ignored.context, path);
  if (inside.empty()) return false;
  const std::string root = relative_to(ignored.context, watched.root);
  if (!root.empty() && ignored.rules.excludes(root)) return false;
  return ignored.rules.excludes(inside) && !(folder && ignored.rules.may_include_below(inside));
}

void Inputs::read_below(const Watched& watched, const std::string& path,
                        std::map<std::string, std::string>& digests) {
  std::error_code error;
  const bool folder = fs::symlink_status(path, error).type() == fs::file_type::directory;
  if (leaves_out(watched, path, folder)) return;
  if (!folder) {
    std::string digest = digest_of(path);
    if (!digest.empty()) digests[path] = std::move(digest);
    return;
  }
  for (fs::directory_iterator entries(path, error); !error && entries != fs::directory_iterator();
       entries.increment(error))
    read_below(watched, entries->path().string(), digests);
}

/// Of the path, and of what is or was below it.
void Inputs::compare(Watched& watched, const std::string& path, std::vector<Change>& changes) {
  if (watched.is_program && !is_whole_program(watched.root)) return;
  std::map<std::string, std::string> now;
  read_below(watched, path, now);
  const auto tell = [&](const std::string& changed) {
    changes.push_back({watched.service, watched.action, changed});
  };
  auto& known = watched.digests;
  for (auto at = known.lower_bound(path); at != known.end() && at->first.starts_with(path);) {
    const bool gone = lies_in(at->first, path) && !now.contains(at->first);
    if (gone) tell(at->first);
    at = gone ? known.erase(at) : std::next(at);
  }
  for (auto& [changed, digest] : now) {
    std::string& before = known[changed];
    if (before == digest) continue;
    before = std::move(digest);
    tell(changed);
  }
}

}  // namespace caisson::watch
