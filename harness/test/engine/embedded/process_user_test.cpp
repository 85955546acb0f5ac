#include "engine/embedded/oci/process_user.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

constexpr const char* k_passwd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "postgres:x:999:998:,,,:/var/lib/postgresql:/bin/sh\n"
    "broken line\n";
constexpr const char* k_group =
    "root:x:0:\n"
    "postgres:x:998:\n"
    "ssl-cert:x:101:redis,postgres\n";

ProcessUser resolved(const std::string& user) {
  const auto found = resolve_user(user, k_passwd, k_group);
  EXPECT_TRUE(found) << user;
  return found ? *found : ProcessUser{};
}

TEST(ProcessUser, NobodySaidIsRoot) {
  EXPECT_EQ(resolved("").uid, 0U);
  EXPECT_EQ(resolved("").home, "/root");
}

TEST(ProcessUser, ANameHasItsNumbersAndGroups) {
  const ProcessUser user = resolved("postgres");
  EXPECT_EQ(user.uid, 999U);
  EXPECT_EQ(user.gid, 998U);
  EXPECT_EQ(user.groups, std::vector<std::uint32_t>{101});
  EXPECT_EQ(user.home, "/var/lib/postgresql");
  EXPECT_EQ(resolved("999").gid, 998U);
}

TEST(ProcessUser, ANumberNeedNotBeThere) {
  const ProcessUser user = resolved("1234");
  EXPECT_EQ(user.uid, 1234U);
  EXPECT_EQ(user.gid, 0U);
  EXPECT_EQ(user.home, "/");
  EXPECT_EQ(resolved("1234:5").gid, 5U);
}

TEST(ProcessUser, AGroupOfItsOwnIsTheOnlyOne) {
  const ProcessUser user = resolved("postgres:ssl-cert");
  EXPECT_EQ(user.gid, 101U);
  EXPECT_TRUE(user.groups.empty());
}

TEST(ProcessUser, ANameThatIsNotThereIsTheServicesFailure) {
  const auto user = resolve_user("nobody", k_passwd, k_group);
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().kind, ErrorKind::service_failed);
  EXPECT_EQ(to_string(user.error()),
            "the image has no user `nobody`\n  name one that it has, or a number");
  EXPECT_EQ(resolve_user("root:nobody", k_passwd, k_group).error().message,
            "the image has no group `nobody`");
}

}  // namespace
}  // namespace caisson::engine::embedded
