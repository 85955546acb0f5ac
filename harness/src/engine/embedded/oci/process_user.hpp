#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace caisson::engine::embedded {

/// Who a container's processes are.
struct ProcessUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::vector<std::uint32_t> groups;  ///< besides `gid`
  std::string home = "/";
};

/// `user` as images and services say it ("", "name", "uid", "name:group", "uid:gid"), by an image's
/// passwd(5) and group(5). A number need not be there, a name must: ErrorKind::service_failed.
Result<ProcessUser> resolve_user(const std::string& user, std::string_view passwd,
                                 std::string_view group);

}  // namespace caisson::engine::embedded
