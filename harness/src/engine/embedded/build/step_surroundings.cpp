#include "engine/embedded/build/step_surroundings.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"

namespace caisson::engine::embedded::build {
namespace {

constexpr std::array k_devices{"/dev/null",   "/dev/zero",    "/dev/full",
                               "/dev/random", "/dev/urandom", "/dev/tty"};
constexpr std::array k_network_files{"/etc/resolv.conf", "/etc/hosts"};
/// What a root without capabilities could still change the machine by, or read of it.
constexpr std::array k_read_only{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                 "/proc/sysrq-trigger"};
constexpr std::array k_masked{"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug"};
constexpr std::array k_links{
    std::pair{"/proc/self/fd", "/dev/fd"}, std::pair{"/proc/self/fd/0", "/dev/stdin"},
    std::pair{"/proc/self/fd/1", "/dev/stdout"}, std::pair{"/proc/self/fd/2", "/dev/stderr"},
    std::pair{"pts/ptmx", "/dev/ptmx"}};
constexpr std::array k_capabilities{CAP_CHOWN,  CAP_DAC_OVERRIDE, CAP_FSETID,          CAP_FOWNER,
                                    CAP_SETGID, CAP_SETUID,       CAP_SETFCAP,         CAP_SETPCAP,
                                    CAP_KILL,   CAP_SYS_CHROOT,   CAP_NET_BIND_SERVICE};

/// A mount of one of the machine's files, not yet anywhere.
struct Carried {
  const char* path;
  Descriptor tree;
};

std::vector<Carried> carry(bool has_network) {
  std::vector<Carried> carried;
  const auto take = [&carried](const char* path) {
    Descriptor tree(static_cast<int>(
        ::syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)));
    if (tree) carried.push_back({path, std::move(tree)});
  };
  for (const char* path : k_devices)
    take(path);
  if (has_network)
    for (const char* path : k_network_files)
      take(path);
  return carried;
}

bool put_down(const Carried& carried, const char* path) {
  return ::syscall(SYS_move_mount, carried.tree.get(), "", AT_FDCWD, path,
                   MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

bool make_entry(const char* path) {
  const Descriptor file(::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  return static_cast<bool>(file);
}

const char* fill_dev(const std::vector<Carried>& carried) {
  ::mkdir("/dev", 0755);
  if (::mount("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k") != 0)
    return "cannot mount /dev";
  for (const Carried& device : carried) {
    if (!std::string_view(device.path).starts_with("/dev/")) continue;
    if (!make_entry(device.path) || !put_down(device, device.path)) return "cannot fill /dev";
  }
  for (const auto& [target, path] : k_links)
    if (::symlink(target, path) != 0) return "cannot fill /dev";
  if (::mkdir("/dev/pts", 0755) != 0 || ::mkdir("/dev/shm", 01777) != 0) return "cannot fill /dev";
  if (::mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=0620") != 0)
    return "cannot mount /dev/pts";
  if (::mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=64m") !=
      0)
    return "cannot mount /dev/shm";
  return nullptr;
}

const char* fill_proc() {
  ::mkdir("/proc", 0555);
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    return "cannot mount /proc";
  for (const char* path : k_read_only) {
    if (::mount(path, path, nullptr, MS_BIND | MS_REC, nullptr) != 0) {
      if (errno == ENOENT) continue;
      return "cannot protect /proc";
    }
    if (::mount(nullptr, path, nullptr,
                MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
      return "cannot protect /proc";
  }
  for (const char* path : k_masked)
    if (::mount("/dev/null", path, nullptr, MS_BIND, nullptr) != 0 && errno != ENOENT)
      return "cannot protect /proc";
  return nullptr;
}

/// A network of its own has a loopback, which is down.
bool raise_loopback() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::snprintf(static_cast<char*>(request.ifr_name), sizeof request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return socket && ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

const char* enter_root(const std::string& root, bool has_network) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return "cannot keep mounts private";
  const std::vector<Carried> carried = carry(has_network);
  if (::chdir(root.c_str()) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0 ||
      ::umount2(".", MNT_DETACH) != 0 || ::chdir("/") != 0)
    return "cannot enter the image";
  if (const char* failed = fill_dev(carried); failed != nullptr) return failed;
  if (const char* failed = fill_proc(); failed != nullptr) return failed;
  for (const Carried& file : carried) {
    // An image without /etc has no use for them.
    if (std::string_view(file.path).starts_with("/etc/")) put_down(file, file.path);
  }
  if (!has_network && !raise_loopback()) return "cannot raise the loopback";
  ::sethostname("build", 5);
  return nullptr;
}

bool keep_build_capabilities() {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    const bool kept =
        std::find(k_capabilities.begin(), k_capabilities.end(), capability) != k_capabilities.end();
    if (!kept && ::prctl(PR_CAPBSET_DROP, capability) != 0) return false;
  }
  return true;
}

}  // namespace caisson::engine::embedded::build
