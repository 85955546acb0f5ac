#include "base/paths.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson {
namespace {
using testing::HasSubstr;

class Paths : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_STATE_HOME", (m_folder / "state").c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", m_folder.path().c_str(), 1);
    ::setenv("HOME", m_folder.path().c_str(), 1);
  }
  static unsigned mode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
  }
  test::TemporaryFolder m_folder;
};

TEST_F(Paths, StateIsPrivateAndPerInstance) {
  EXPECT_EQ(*state_directory("shop-1"), m_folder / "state/caisson/shop-1");
  EXPECT_EQ(mode_of(m_folder / "state/caisson/shop-1"), 0700U);
}

TEST_F(Paths, StateFallsBackToTheHomeFolder) {
  ::setenv("XDG_STATE_HOME", "relative/is/ignored", 1);
  EXPECT_EQ(*state_directory(), m_folder / ".local/state/caisson");
}

TEST_F(Paths, RuntimeFolderIsClosedToOthers) {
  ASSERT_TRUE(make_directories(m_folder / "caisson", 0777));
  ::chmod((m_folder / "caisson").c_str(), 0777);
  EXPECT_EQ(*runtime_directory(), m_folder / "caisson");
  EXPECT_EQ(mode_of(m_folder / "caisson"), 0700U);
}

TEST_F(Paths, RuntimeFolderThatIsALinkIsRefused) {
  std::filesystem::create_directory_symlink(m_folder.path(), m_folder / "caisson");
  const auto runtime = runtime_directory();
  ASSERT_FALSE(runtime);
  EXPECT_EQ(runtime.error().message, "is not a folder");
}

TEST_F(Paths, RuntimeFolderOfSomebodyElseIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  ASSERT_TRUE(make_directories(m_folder / "caisson"));
  ASSERT_EQ(::chown((m_folder / "caisson").c_str(), 12345, 12345), 0);
  const auto runtime = runtime_directory();
  ASSERT_FALSE(runtime);
  EXPECT_THAT(runtime.error().message, HasSubstr("belongs to user 12345"));
}

TEST_F(Paths, RuntimeFolderFallsBackWhenTheSessionsIsNotThere) {
  ::setenv("XDG_RUNTIME_DIR", (m_folder / "none").c_str(), 1);
  EXPECT_EQ(*runtime_directory(), fmt::format("/tmp/caisson-{}", ::geteuid()));
}

TEST_F(Paths, EveryNameOfAFolderHasTheSameLock) {
  ASSERT_TRUE(make_directories(m_folder / "data/postgres"));
  std::filesystem::create_directory_symlink(m_folder / "data", m_folder / "link");
  const auto lock = lock_file_of(m_folder / "data/postgres");
  ASSERT_TRUE(lock);
  EXPECT_EQ(*lock_file_of(m_folder / "link/postgres"), *lock);
  EXPECT_EQ(*lock_file_of(m_folder / "data/x/../postgres"), *lock);
  EXPECT_EQ(*lock_file_of(m_folder / "data/postgres/"), *lock);
  EXPECT_NE(*lock_file_of(m_folder / "data/redis"), *lock);
  EXPECT_EQ(*lock_file_of(m_folder / "not/yet/there/"), *lock_file_of(m_folder / "not/yet/there"));
}

}  // namespace
}  // namespace caisson
