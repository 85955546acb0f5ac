#include "engine/embedded/store/whiteout.hpp"

#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace caisson::engine::embedded::store {
namespace {

/// In a user namespace overlayfs reads the second (its option `userxattr`).
const char* opaque_attribute() {
  return ::geteuid() == 0 ? "trusted.overlay.opaque" : "user.overlay.opaque";
}

}  // namespace

bool is_whiteout(std::string_view name) {
  return name.starts_with(k_whiteout);
}

bool is_whiteout_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
}

bool make_opaque(int folder) {
  return ::fsetxattr(folder, opaque_attribute(), "y", 1, 0) == 0;
}

bool is_opaque(int folder) {
  char value = 0;
  return ::fgetxattr(folder, opaque_attribute(), &value, 1) == 1 && value == 'y';
}

}  // namespace caisson::engine::embedded::store
