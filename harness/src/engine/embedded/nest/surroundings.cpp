#include "engine/embedded/nest/surroundings.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/file.hpp"
#include "engine/embedded/wire/turn.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view k_lock_ending = ".lock";

struct flock all_of_it() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

Descriptor open_lock(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

void remove_remains(const Home& home, const std::string& id) {
  std::error_code ignored;
  fs::remove_all(home.roots(id), ignored);
  ::rmdir(home.scratch(id).c_str());
  ::unlink(home.socket(id).c_str());
  ::unlink(home.lock(id).c_str());
  end_turn(home.turn(id));
}

void sweep_if_dead(const Home& home, const std::string& id, const Cgroups& cgroups) {
  const Descriptor turn = take_turn(home.turn(id), false);
  if (!turn) return;
  const Descriptor file = open_lock(home.lock(id));
  struct flock lock = all_of_it();
  if (!file || ::fcntl(file.get(), F_OFD_SETLK, &lock) != 0) return;
  cgroups.sweep(id);
  remove_remains(home, id);
}

}  // namespace

Result<Descriptor> lock_nest(const Home& home, const std::string& id) {
  Descriptor file = open_lock(home.lock(id));
  if (!file) return errno_error("cannot open the lock of a nest", home.lock(id));
  struct flock lock = all_of_it();
  while (::fcntl(file.get(), F_OFD_SETLKW, &lock) != 0) {
    if (errno != EINTR) return errno_error("cannot lock", home.lock(id));
  }
  return file;
}

Result<void> mount_surroundings(const Home& home, const std::string& id) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return errno_error("cannot have mounts of its own", "/");
  if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
    return errno_error("cannot mount", "/proc");
  const std::string scratch = home.scratch(id);
  const auto made = make_directories(scratch, 0700);
  if (!made) return made;
  if (::mount("tmpfs", scratch.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=711") != 0)
    return errno_error("cannot mount a tmpfs", scratch);
  std::error_code ignored;
  fs::remove_all(home.roots(id), ignored);
  return make_directories(scratch + "/c", 0711);
}

void sweep_dead_nests(const Home& home, const std::string& own_id, const Cgroups& cgroups) {
  cgroups.sweep(own_id);
  std::error_code error;
  for (fs::directory_iterator at(home.runtime, error), end; !error && at != end;
       at.increment(error)) {
    std::string name = at->path().filename();
    if (!name.ends_with(k_lock_ending)) continue;
    name.resize(name.size() - k_lock_ending.size());
    if (name != own_id) sweep_if_dead(home, name, cgroups);
  }
}

void remove_surroundings(const Home& home, const std::string& id) {
  ::umount2(home.scratch(id).c_str(), MNT_DETACH);
  remove_remains(home, id);
}

}  // namespace caisson::engine::embedded
