#include "engine/embedded/nest/root_fs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/embedded/nest/copy_tree.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

int open_beneath(int root, const std::string& path, std::uint64_t flags) {
  open_how how{};
  how.flags = flags;
  how.resolve = RESOLVE_IN_ROOT;
  return static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
}

std::string text_inside(const std::string& root, const char* path) {
  const auto file = open_inside(root, path);
  if (!file) return {};
  const auto text = read_file(fmt::format("/proc/self/fd/{}", file->get()));
  return text ? *text : std::string();
}

/// overlayfs takes its folders in one page of options: where all layers have one parent they are
/// named from there.
Result<void> mount_overlay(const std::vector<std::string>& lower, const std::string& upper,
                           const std::string& work, const std::string& target) {
  const fs::path parent = fs::path(lower.front()).parent_path();
  std::vector<std::string> names;
  for (const std::string& one : lower) {
    if (fs::path(one).parent_path() != parent) return Error{ErrorKind::io, "layers lie apart", one};
    names.push_back(fs::path(one).filename());
  }
  const Descriptor before(::open(".", O_PATH | O_CLOEXEC));
  if (::chdir(parent.c_str()) != 0) return errno_error("cannot enter the image store", parent);
  const std::string options =
      fmt::format("lowerdir={},upperdir={},workdir={}", join(names, ":"), upper, work);
  const int mounted = ::mount("overlay", target.c_str(), "overlay", 0, options.c_str());
  const int number = errno;
  static_cast<void>(::fchdir(before.get()));
  errno = number;
  if (mounted != 0) return errno_error("cannot mount a container's root file system", target);
  return {};
}

/// The folder an image has at a volume's place, as it is reached from outside; empty: none.
std::string folder_inside(const std::string& root, const std::string& path) {
  const Descriptor base(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const Descriptor found(open_beneath(base.get(), path, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!found) return {};
  std::error_code error;
  return fs::read_symlink(fmt::format("/proc/self/fd/{}", found.get()), error);
}

/// A volume without a name begins as what the image has there, which is not copied: an overlay
/// over it takes what changes.
Result<std::string> make_own_volume(const std::string& target, const RootPaths& paths,
                                    std::size_t number) {
  const std::string base = fmt::format("{}/volume{}", paths.upper, number);
  for (const char* const name : {"/data", "/work"}) {
    const auto made = make_directories(base + name);
    if (!made) return made.error();
  }
  const std::string below = folder_inside(paths.merged(), target);
  if (below.empty()) return base + "/data";
  const std::string mount_point = paths.volume(number);
  const auto made = make_directories(mount_point);
  if (!made) return made.error();
  struct stat there {};
  // An overlay's own folder is its upper one: it has the owner and mode that the image's has.
  if (::stat(below.c_str(), &there) == 0) {
    static_cast<void>(::chown((base + "/data").c_str(), there.st_uid, there.st_gid));
    ::chmod((base + "/data").c_str(), there.st_mode & 07777);
  }
  const auto mounted = mount_overlay({below}, base + "/data", base + "/work", mount_point);
  if (!mounted) return mounted.error();
  return mount_point;
}

/// A named volume, which outlives its containers: filled with what the image has there when it is
/// new.
Result<std::string> make_named_volume(const Home& home, const Mount& mount,
                                      const std::string& root) {
  if (mount.source.find('/') != std::string::npos || mount.source.starts_with('.'))
    return Error{ErrorKind::service_failed, "`" + mount.source + "` is no name of a volume"};
  const std::string folder = home.volumes() + "/" + mount.source;
  const std::string data = folder + "/data";
  if (file_exists(data)) return data;
  const std::string fresh = folder + "/new";
  std::error_code error;
  fs::remove_all(fresh, error);
  const auto made = make_directories(folder, 0700);
  if (!made) return made.error();
  const std::string below = folder_inside(root, mount.target);
  if (below.empty()) {
    if (::mkdir(fresh.c_str(), 0755) != 0) return errno_error("cannot make a volume", fresh);
  } else if (auto copied = copy_tree(below, fresh); !copied) {
    return copied.error();
  }
  if (::rename(fresh.c_str(), data.c_str()) != 0) return errno_error("cannot make a volume", data);
  return data;
}

Result<std::string> source_of(const RootRequest& request, const RootPaths& paths,
                              const Mount& mount, std::size_t number) {
  if (mount.kind == Mount::Kind::volume) {
    return mount.source.empty() ? make_own_volume(mount.target, paths, number)
                                : make_named_volume(*request.home, mount, paths.merged());
  }
  if (file_exists(mount.source)) return mount.source;
  return Error{ErrorKind::service_failed,
               fmt::format("cannot mount `{}`: there is no such file or folder", mount.source),
               {},
               "make it, or take the mount away"};
}

Result<void> write_files(const ContainerSpec& spec, const RootPaths& paths, const std::string& id) {
  const auto made = make_directories(paths.files());
  if (!made) return made;
  const std::pair<const char*, std::string> files[] = {
      {"/hosts", hosts_file(spec)},
      {"/hostname", id.substr(0, 12) + "\n"},
      {"/resolv.conf", "# Names are those in /etc/hosts.\n"},
  };
  for (const auto& [name, text] : files) {
    const std::string path = paths.files() + name;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      return errno_error("cannot write", path);
  }
  return {};
}

Result<Prepared> prepare(const RootRequest& request, const RootPaths& paths,
                         const std::string& id) {
  for (const std::string& folder : {paths.merged(), paths.upper + "/data", paths.upper + "/work"}) {
    const auto made = make_directories(folder);
    if (!made) return made.error();
  }
  const auto mounted =
      mount_overlay(request.layers, paths.upper + "/data", paths.upper + "/work", paths.merged());
  if (!mounted) return mounted.error();
  Prepared prepared;
  prepared.id = id;
  prepared.root = paths.merged();
  prepared.files = paths.files();
  const ContainerSpec& spec = *request.spec;
  const auto user = resolve_user(spec.user.empty() ? request.image->user : spec.user,
                                 text_inside(paths.merged(), "/etc/passwd"),
                                 text_inside(paths.merged(), "/etc/group"));
  if (!user) return user.error();
  prepared.user = *user;
  std::vector<Mount> wanted = spec.mounts;
  for (const std::string& path : uncovered_volumes(spec, *request.image))
    wanted.push_back({Mount::Kind::volume, "", path, false});
  for (std::size_t number = 0; number < wanted.size(); ++number) {
    auto source = source_of(request, paths, wanted[number], number);
    if (!source) return source.error();
    prepared.mounts.push_back(wanted[number]);
    prepared.mounts.back().source = *std::move(source);
  }
  const auto written = write_files(spec, paths, id);
  if (!written) return written.error();
  return prepared;
}

}  // namespace

Result<Prepared> mount_root(const RootRequest& request, const RootPaths& paths,
                            const std::string& id) {
  auto prepared = prepare(request, paths, id);
  if (!prepared) remove_root(paths);
  return prepared;
}

void remove_root(const RootPaths& paths) {
  std::error_code error;
  for (fs::directory_iterator at(paths.folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename().string().starts_with("volume"))
      ::umount2(at->path().c_str(), MNT_DETACH);
  }
  ::umount2(paths.merged().c_str(), MNT_DETACH);
  fs::remove_all(paths.folder, error);
  fs::remove_all(paths.upper, error);
}

Result<Descriptor> open_inside(const std::string& root, const std::string& path) {
  const Descriptor base(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!base) return errno_error("cannot open", root);
  // Neither a pipe nor a device may keep us.
  Descriptor file(open_beneath(base.get(), path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat about {};
  if (!file) {
    const bool absent = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
    return Error{
        absent ? ErrorKind::not_found : ErrorKind::io,
        absent ? "no such file: `" + path + "`" : errno_error("cannot open", path).message};
  }
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode))
    return Error{ErrorKind::not_found, "`" + path + "` is no file"};
  return file;
}

}  // namespace caisson::engine::embedded
