#include "engine/embedded/nest/copy_tree.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

TEST(CopyTree, KeepsContentsModesTimesAndLinks) {
  const std::string folder = testing::TempDir() + "copy-tree-" + std::to_string(::getpid());
  fs::remove_all(folder);
  fs::create_directories(folder + "/from/deep");
  ASSERT_TRUE(write_file(folder + "/from/deep/file", "content", 0640));
  fs::create_symlink("/nowhere", folder + "/from/link");
  ASSERT_EQ(::chmod((folder + "/from/deep").c_str(), 0700), 0);
  const auto when = fs::last_write_time(folder + "/from/deep/file");
  ASSERT_TRUE(copy_tree(folder + "/from", folder + "/to"));
  EXPECT_EQ(*read_file(folder + "/to/deep/file"), "content");
  EXPECT_EQ(fs::read_symlink(folder + "/to/link"), "/nowhere");
  struct stat about {};
  ASSERT_EQ(::stat((folder + "/to/deep").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777U, 0700U);
  ASSERT_EQ(::stat((folder + "/to/deep/file").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777U, 0640U);
  EXPECT_EQ(fs::last_write_time(folder + "/to/deep/file"), when);
  fs::remove_all(folder);
}

TEST(CopyTree, TellsWhatIsNotThere) {
  EXPECT_FALSE(copy_tree("/nosuch", testing::TempDir() + "copy-of-nothing"));
}

}  // namespace
}  // namespace caisson::engine::embedded
