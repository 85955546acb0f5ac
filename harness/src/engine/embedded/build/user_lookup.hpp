#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/embedded/store/root_folder.hpp"

namespace caisson::engine::embedded::build {

/// Who a process in an image is.
struct User {
  uid_t id = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;  ///< others it belongs to
  std::string home = "/";
};

/// Looks up "", "name", "uid", "name:group", "uid:gid" in the image's own /etc/passwd and
/// /etc/group; numbers need not be there. ErrorKind::image for a name that is not.
Result<User> look_up_user(const store::RootFolder& image, const std::string& user);

}  // namespace caisson::engine::embedded::build
