#include "engine/embedded/oci/cgroup_mounts.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

constexpr const char* k_hybrid =
    "25 20 0:22 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
    "26 25 0:23 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
    "27 25 0:24 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer\n"
    "28 25 0:25 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

TEST(CgroupMounts, OfBothVersions) {
  const CgroupMounts mounts = cgroup_mounts(k_hybrid);
  EXPECT_EQ(mounts.roots.size(), 3U);
  EXPECT_EQ(mounts.memory, "/sys/fs/cgroup/memory");
  EXPECT_EQ(mounts.freezer, "/sys/fs/cgroup/freezer");
  EXPECT_FALSE(mounts.unified);
}

TEST(CgroupMounts, OfVersionTwoOnly) {
  const CgroupMounts mounts =
      cgroup_mounts("26 25 0:23 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n");
  EXPECT_TRUE(mounts.unified);
  EXPECT_EQ(mounts.memory, "/sys/fs/cgroup");
}

TEST(CgroupMounts, AKillIsToldByACountThatIsNotZero) {
  EXPECT_TRUE(tells_oom_kill("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"));
  EXPECT_FALSE(tells_oom_kill("oom_kill_disable 1\nunder_oom 0\noom_kill 0\n"));
  EXPECT_FALSE(tells_oom_kill(""));
}

}  // namespace
}  // namespace caisson::engine::embedded
