#include "tenant/ancestor.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tenant/scene.hpp"

namespace caisson::tenant {
namespace {

constexpr const char* k_rest = " 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ";

class Ancestor : public Scene {
 protected:
  void add(pid_t process, const std::string& name, pid_t parent) {
    const std::string folder = path("proc/" + std::to_string(process));
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/stat")
        << process << " (" << name << ") S " << parent << k_rest << "777\n";
  }
  std::optional<pid_t> find(pid_t parent) { return find_ancestor("ctest", parent, path("proc")); }
};

TEST_F(Ancestor, IsTheNearest) {
  add(2, "ctest", 1);
  add(30, "ctest", 2);
  add(40, "bash", 30);
  add(50, "gdb", 40);
  EXPECT_EQ(find(50), 30);
  EXPECT_EQ(find(30), 30);
}

TEST_F(Ancestor, IsNoneAtTheTop) {
  add(1, "ctest", 0);
  add(30, "ctest-launcher", 1);
  EXPECT_EQ(find(30), std::nullopt);
  EXPECT_EQ(find(1), std::nullopt);
  EXPECT_EQ(find(0), std::nullopt);
}

TEST_F(Ancestor, IsNoneBehindAGap) {
  add(30, "sh", 29);
  EXPECT_EQ(find(30), std::nullopt);
}

TEST_F(Ancestor, HasAnyName) {
  add(30, "ctest", 1);
  add(31, "a) R 1 (ctest", 30);
  add(32, "ctest) S 1 (", 31);
  EXPECT_EQ(find(32), 30);
}

TEST(ProcessStat, IsRead) {
  const auto stat = parse_stat("7 (a b) S 51" + std::string(k_rest));
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "a b");
  EXPECT_EQ(stat->parent, 51);
}

TEST(ProcessStat, IsNoneInPieces) {
  const std::string whole = "7 (a b) S 51 ";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_stat(whole.substr(0, length))) << length;
  }
  EXPECT_TRUE(parse_stat(whole));
}

}  // namespace
}  // namespace caisson::tenant
