#include "base/path_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/path.hpp"

namespace caisson {
namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace {

/// What may change a content, the right to execute it, or what a folder holds. IN_CLOSE_WRITE, not
/// IN_MODIFY: a file that is still being written would be told of with every piece.
constexpr std::uint32_t k_mask = IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE |
                                 IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_ONLYDIR |
                                 IN_DONT_FOLLOW | IN_EXCL_UNLINK;

std::string joined(const std::string& folder, const std::string& name) {
  return folder == "/" ? "/" + name : folder + "/" + name;
}

std::string parent_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

Error cannot_watch(int cause, const std::string& folder) {
  if (cause == ENOSPC) {
    return {ErrorKind::io,
            "no more folders can be watched: the limit of the kernel is reached, and changes in "
            "this one and others go unnoticed",
            folder,
            "Raise it: `sysctl fs.inotify.max_user_watches=524288`, and name what need not be "
            "watched in `.dockerignore`."};
  }
  return {ErrorKind::io, std::string("cannot be watched: ") + std::strerror(cause), folder};
}

}  // namespace

struct PathWatch::State : std::enable_shared_from_this<PathWatch::State> {
  State(Loop& loop, Descriptor inotify, Callbacks the_callbacks, AddWatch the_add_watch)
      : descriptor(loop.executor(), inotify.release()),
        callbacks(std::move(the_callbacks)),
        add_watch(std::move(the_add_watch)) {}

  void wait() {
    descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                          [weak = weak_from_this()](const auto& error) {
                            const auto self = weak.lock();
                            if (error || !self) return;
                            self->read_all();
                            self->wait();
                          });
  }

  /// One batch: a path that many events name is told once.
  void read_all() {
    alignas(inotify_event) std::array<char, 64 * 1024> buffer{};
    std::set<std::string> touched;
    bool overflow = false;
    for (;;) {
      const ssize_t size = ::read(descriptor.native_handle(), buffer.data(), buffer.size());
      if (size <= 0) break;
      for (const char* at = buffer.data(); at < buffer.data() + size;) {
        const auto* const event = reinterpret_cast<const inotify_event*>(at);
        at += sizeof(inotify_event) + event->len;
        if ((event->mask & IN_Q_OVERFLOW) != 0) {
          overflow = true;
        } else {
          take(*event, touched);
        }
      }
    }
    if (overflow) watch_all();
    tell_causes();
    if (overflow) return callbacks.lost();
    for (const std::string& path : touched)
      callbacks.touched(path);
  }

  void take(const inotify_event& event, std::set<std::string>& touched) {
    const auto known = folders.find(event.wd);
    if (known == folders.end()) return;
    const std::string folder = known->second;
    if ((event.mask & (IN_IGNORED | IN_DELETE_SELF)) != 0) {
      folders.erase(event.wd);
      watches.erase(folder);
      return follow_roots(folder, touched);
    }
    if (event.len == 0) return;  // of the folder itself
    const std::string path = joined(folder, event.name);
    const bool came = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    const bool went = (event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0;
    if (went) forget(path);
    if (is_wanted(path)) {
      if (came && is_folder(path)) watch_tree(path);
      touched.insert(path);
    }
    if (came || went) follow_roots(path, touched);
  }

  /// Something on the way to a root, or the root itself, came or went.
  void follow_roots(const std::string& path, std::set<std::string>& touched) {
    for (const std::string& root : roots) {
      if (!lies_in(root, path)) continue;
      watch_root(root);
      touched.insert(root);
    }
  }

  bool is_wanted(const std::string& path) const {
    for (const std::string& root : roots) {
      if (lies_in(path, root)) return true;
    }
    return false;
  }

  void watch_all() {
    for (const std::string& root : roots)
      watch_root(root);
  }

  /// The path itself, and the folder that tells when it comes, or comes again.
  void watch_root(const std::string& root) {
    std::string above = parent_of(root);
    while (!is_folder(above) && above != "/" && !above.empty())
      above = parent_of(above);
    watch_folder(above);
    if (is_folder(root)) watch_tree(root);
  }

  /// The watch stands before the folder is read: what comes in between is told, if twice.
  void watch_tree(const std::string& folder) {
    if (callbacks.skip && callbacks.skip(folder)) return;
    if (!watch_folder(folder)) return;
    std::error_code error;
    for (fs::directory_iterator entries(folder, error);
         !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const std::string path = entries->path().string();
      if (is_folder(path)) watch_tree(path);
    }
  }

  bool watch_folder(const std::string& folder) {
    const int watch = add_watch(descriptor.native_handle(), folder.c_str(), k_mask);
    if (watch < 0) {
      // One that has gone again is told of by the folder above it.
      if (errno != ENOENT && errno != ENOTDIR) causes.try_emplace(errno, folder);
      return false;
    }
    // The same folder under another name, after a rename.
    const auto before = folders.find(watch);
    if (before != folders.end() && before->second != folder) watches.erase(before->second);
    folders[watch] = folder;
    watches[folder] = watch;
    return true;
  }

  /// A folder that was moved away goes on being watched where it is, unless told otherwise.
  void forget(const std::string& path) {
    for (auto at = watches.lower_bound(path); at != watches.end() && at->first.starts_with(path);) {
      if (!lies_in(at->first, path)) {
        ++at;
        continue;
      }
      ::inotify_rm_watch(descriptor.native_handle(), at->second);
      folders.erase(at->second);
      at = watches.erase(at);
    }
  }

  void tell_causes() {
    for (const auto& [cause, folder] : causes) {
      if (told.insert(cause).second) callbacks.blind(cannot_watch(cause, folder));
    }
    causes.clear();
  }

  asio::posix::stream_descriptor descriptor;
  Callbacks callbacks;
  AddWatch add_watch;
  std::set<std::string> roots;
  std::map<int, std::string> folders;
  std::map<std::string, int> watches;
  std::map<int, std::string> causes;  ///< of folders that cannot be watched, not told yet
  std::set<int> told;
};

PathWatch::PathWatch(std::shared_ptr<State> state) : m_state(std::move(state)) {}

PathWatch::~PathWatch() {
  m_state->descriptor.close();
}

Result<std::unique_ptr<PathWatch>> PathWatch::make(Loop& loop, Callbacks callbacks,
                                                   AddWatch add_watch) {
  Descriptor inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!inotify) {
    Error error = errno_error("files cannot be watched", "inotify");
    error.remedy = "Raise fs.inotify.max_user_instances, or end another program that watches.";
    return error;
  }
  if (!add_watch) add_watch = ::inotify_add_watch;
  auto state =
      std::make_shared<State>(loop, std::move(inotify), std::move(callbacks), std::move(add_watch));
  state->wait();
  return std::unique_ptr<PathWatch>(new PathWatch(std::move(state)));
}

void PathWatch::add(const std::string& path) {
  m_state->roots.insert(path);
  m_state->watch_root(path);
  if (m_state->causes.empty()) return;
  asio::post(m_state->descriptor.get_executor(), [weak = std::weak_ptr(m_state)] {
    if (const auto self = weak.lock()) self->tell_causes();
  });
}

}  // namespace caisson
