#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "engine/embedded/nest/root_fs.hpp"

namespace caisson::engine::embedded {
namespace fs = std::filesystem;
namespace {

class OpenInside : public testing::Test {
 protected:
  OpenInside() {
    fs::remove_all(m_folder);
    fs::create_directories(root + "/etc");
    EXPECT_TRUE(write_file(m_folder + "/secret", "outside"));
    EXPECT_TRUE(write_file(root + "/etc/inside", "inside"));
  }
  ~OpenInside() override { fs::remove_all(m_folder); }

  std::string content(const std::string& path) {
    const auto file = open_inside(root, path);
    if (!file) return to_string(file.error());
    char text[16] = {};
    const ssize_t count = ::read(file->get(), text, sizeof text);
    return {text, count > 0 ? static_cast<std::size_t>(count) : 0};
  }

  std::string m_folder = testing::TempDir() + "open-inside-" + std::to_string(::getpid());
  std::string root = m_folder + "/root";
};

TEST_F(OpenInside, LinksLeadWhereAProcessInsideFindsThem) {
  fs::create_symlink("/etc/inside", root + "/absolute");
  fs::create_symlink("../../../../../etc/inside", root + "/etc/climbing");
  EXPECT_EQ(content("/absolute"), "inside");
  EXPECT_EQ(content("/etc/climbing"), "inside");
}

TEST_F(OpenInside, NothingLeadsOut) {
  fs::create_symlink(m_folder + "/secret", root + "/escape");
  EXPECT_EQ(content("/escape"), "no such file: `/escape`");
  EXPECT_EQ(content("/../secret"), "no such file: `/../secret`");
}

TEST_F(OpenInside, OnlyFilesAreFiles) {
  ASSERT_EQ(::mkfifo((root + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(content("/pipe"), "`/pipe` is no file");
  EXPECT_EQ(content("/etc"), "`/etc` is no file");
}

}  // namespace
}  // namespace caisson::engine::embedded
