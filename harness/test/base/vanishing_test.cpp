#include "base/vanishing.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson {
namespace {

namespace fs = std::filesystem;

class VanishingTest : public ::testing::Test {
 protected:
  VanishingTest() {
    fs::create_directory(m_watched);
    auto watch = Vanishing::watch(m_loop, m_watched, [this] { ++m_told; });
    EXPECT_TRUE(watch.has_value());
    if (watch) m_watch = std::move(*watch);
  }
  test::TemporaryFolder m_folder;
  std::string m_watched = m_folder / "tree";
  Loop m_loop;
  std::unique_ptr<Vanishing> m_watch;
  int m_told = 0;
};

TEST_F(VanishingTest, TellsOfARemovalOnce) {
  m_loop.post([this] {
    fs::remove_all(m_watched);
    EXPECT_EQ(m_told, 0);
  });
  m_loop.run();
  EXPECT_EQ(m_told, 1);
}

TEST_F(VanishingTest, TellsOfARename) {
  m_loop.post([this] { fs::rename(m_watched, m_folder / "elsewhere"); });
  m_loop.run();
  EXPECT_EQ(m_told, 1);
}

TEST_F(VanishingTest, WhatHappensInsideIsNothing) {
  ASSERT_TRUE(write_file(m_watched + "/file", "x").has_value());
  fs::create_directory(m_watched + "/inner");
  fs::remove(m_watched + "/file");
  fs::remove(m_watched + "/inner");
  fs::permissions(m_watched, fs::perms::owner_all);
  // The kernel has queued what it would tell; the removal comes last and is told once.
  int before = -1;
  m_loop.post([this, &before] {
    m_loop.post([this, &before] {
      before = m_told;
      fs::remove_all(m_watched);
    });
  });
  m_loop.run();
  EXPECT_EQ(before, 0);
  EXPECT_EQ(m_told, 1);
}

TEST_F(VanishingTest, SaysNothingOnceItIsGone) {
  m_watch.reset();
  fs::remove_all(m_watched);
  m_loop.run();
  EXPECT_EQ(m_told, 0);
}

TEST(Vanishing, SaysThatThereIsNothingToWatch) {
  const test::TemporaryFolder folder;
  Loop loop;
  const auto watch = Vanishing::watch(loop, folder / "none", [] {});
  ASSERT_TRUE(watch.has_error());
  EXPECT_EQ(watch.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace caisson
