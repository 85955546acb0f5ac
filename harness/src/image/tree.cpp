#include "image/tree.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace caisson::image {
namespace fs = std::filesystem;
namespace {

class Walk {
 public:
  Walk(const std::string& root, const IgnoreRules& ignore) : m_root(root), m_ignore(ignore) {}

  Result<std::vector<TreeEntry>> run() {
    if (auto failure = visit({})) return *failure;
    std::sort(m_entries.begin(), m_entries.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return std::move(m_entries);
  }

 private:
  using Failure = std::optional<Error>;

  static Error unreadable(const fs::path& path, const std::error_code& error) {
    return {ErrorKind::image, "cannot read `" + path.string() + "`: " + error.message()};
  }

  Failure visit(const std::string& folder) {
    const fs::path path = folder.empty() ? fs::path(m_root) : fs::path(m_root) / folder;
    std::error_code error;
    fs::directory_iterator entries(path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const std::string name = entries->path().filename().string();
      if (auto failure = take(*entries, folder.empty() ? name : folder + "/" + name))
        return failure;
    }
    if (error) return unreadable(path, error);
    return std::nullopt;
  }

  Failure take(const fs::directory_entry& entry, const std::string& path) {
    std::error_code error;
    const auto status = entry.symlink_status(error);
    if (error) return unreadable(entry.path(), error);
    const bool excluded = m_ignore.excludes(path);
    if (fs::is_directory(status)) return take_folder(path, excluded);
    if (excluded) return std::nullopt;
    TreeEntry taken;
    taken.path = path;
    if (fs::is_symlink(status)) {
      taken.kind = TreeEntry::Kind::link;
      taken.target = fs::read_symlink(entry.path(), error).string();
    } else if (fs::is_regular_file(status)) {
      taken.executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
      taken.size = static_cast<std::int64_t>(entry.file_size(error));
    } else {
      return std::nullopt;
    }
    if (error) return unreadable(entry.path(), error);
    m_entries.push_back(std::move(taken));
    return std::nullopt;
  }

  Failure take_folder(const std::string& path, bool excluded) {
    if (excluded && !m_ignore.may_include_below(path)) return std::nullopt;
    const std::size_t before = m_entries.size();
    if (auto failure = visit(path)) return failure;
    // An empty folder has no place in a checkout either.
    if (m_entries.size() > before) {
      TreeEntry folder;
      folder.path = path;
      folder.kind = TreeEntry::Kind::folder;
      m_entries.push_back(std::move(folder));
    }
    return std::nullopt;
  }

  const std::string& m_root;
  const IgnoreRules& m_ignore;
  std::vector<TreeEntry> m_entries;
};

}  // namespace

Result<std::vector<TreeEntry>> read_tree(const std::string& root, const IgnoreRules& ignore) {
  try {
    return Walk(root, ignore).run();
  } catch (const fs::filesystem_error& error) {
    return Error{ErrorKind::image, "cannot read `" + root + "`: " + error.code().message()};
  }
}

}  // namespace caisson::image
