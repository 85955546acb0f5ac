#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temporary_folder.hpp"

namespace caisson {
namespace {
using testing::HasSubstr;

TEST(WriteFile, ReplacesTheContentAndLeavesNothingElseBehind) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.json";
  ASSERT_TRUE(write_file(path, "one", 0600));
  ASSERT_TRUE(write_file(path, std::string("t\0wo", 4), 0640));
  EXPECT_EQ(*read_file(path), std::string("t\0wo", 4));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
  const std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST(WriteFile, SaysWhyItCannot) {
  const test::TemporaryFolder folder;
  const auto written = write_file(folder / "missing/a", "x");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("No such file or directory"));
  EXPECT_EQ(written.error().place, folder / "missing/a");
}

TEST(WriteFile, LeavesTheOldFileWhenItFails) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(make_directories(folder / "taken/inside"));
  ASSERT_FALSE(write_file(folder / "taken", "x"));
  EXPECT_TRUE(file_exists(folder / "taken/inside"));
  const std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST(OverwriteFile, KeepsTheFileAndNothingOfWhatWasInIt) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "file", "a long text", 0640));
  std::filesystem::create_hard_link(folder / "file", folder / "link");
  ASSERT_TRUE(overwrite_file(folder / "link", "short"));
  EXPECT_EQ(*read_file(folder / "file"), "short");
}

TEST(OverwriteFile, MakesNone) {
  const test::TemporaryFolder folder;
  const auto written = overwrite_file(folder / "missing", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot open for writing: No such file or directory");
  EXPECT_FALSE(file_exists(folder / "missing"));
}

TEST(ReadFile, TellsAMissingFileFromAnUnreadableOne) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_file(folder / "none").error().kind, ErrorKind::not_found);
  EXPECT_EQ(read_file(folder.path()).error().kind, ErrorKind::io);
}

TEST(MakeDirectories, StopsAtAFileInTheWay) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(write_file(folder / "file", ""));
  const auto made = make_directories(folder / "file/below");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().place, folder / "file");
  EXPECT_TRUE(make_directories(folder / "a/b/c"));
  EXPECT_TRUE(make_directories(folder / "a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/c"));
}

TEST(RemoveFile, IsContentWithWhatIsNotThere) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(remove_file(folder / "none"));
  EXPECT_FALSE(remove_file(folder.path()));
}

}  // namespace
}  // namespace caisson
