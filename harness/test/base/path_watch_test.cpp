#include "base/path_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson {
namespace {
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PathWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(m_root + "/deep");
    write(m_root + "/a");
    watch();
  }

  void watch(PathWatch::AddWatch add_watch = {}) {
    PathWatch::Callbacks callbacks;
    callbacks.touched = [this](const std::string& path) { m_touched.insert(path); };
    callbacks.lost = [this] { ++m_lost; };
    callbacks.blind = [this](Error error) { m_blind.push_back(std::move(error)); };
    callbacks.skip = [](const std::string& folder) { return folder.ends_with("node_modules"); };
    auto made = PathWatch::make(m_loop, std::move(callbacks), std::move(add_watch));
    ASSERT_TRUE(made.has_value());
    m_watch = std::move(*made);
    m_watch->add(m_root);
  }

  static void write(const std::string& path) { std::ofstream(path) << "x"; }

  /// What is told of the changes made by `change`.
  std::set<std::string> told_of(const std::function<void()>& change) {
    settle();
    m_touched.clear();  // what was said before belongs to others
    change();
    settle();
    std::erase_if(m_touched, [](const auto& path) { return path.find("/mark") != path.npos; });
    return m_touched;
  }

  /// The kernel keeps the order: once a file that is written now has been told of, so has
  /// everything before it. Written until it is, since the folder may not be watched again yet.
  void settle() {
    const std::string mark = m_root + "/mark" + std::to_string(++m_marks);
    const Instant limit = m_loop.clock().now() + 5s;
    const std::function<void()> look = [&] {
      if (m_touched.contains(mark) || m_loop.clock().now() > limit) return m_loop.stop();
      write(mark);
      m_loop.clock().schedule(m_loop.clock().now() + 1ms, look);
    };
    m_loop.post(look);
    m_loop.run();
    EXPECT_TRUE(m_touched.contains(mark));
  }

  test::TemporaryFolder m_folder;
  std::string m_root = m_folder / "src";
  Loop m_loop;
  std::unique_ptr<PathWatch> m_watch;
  std::set<std::string> m_touched;
  int m_lost = 0;
  std::vector<Error> m_blind;
  int m_marks = 0;
};

TEST_F(PathWatchTest, TellsOfWhatIsWritten) {
  EXPECT_THAT(told_of([this] { write(m_root + "/a"); }), Contains(m_root + "/a"));
  EXPECT_THAT(told_of([this] { write(m_root + "/deep/b"); }), Contains(m_root + "/deep/b"));
  EXPECT_THAT(told_of([this] { fs::remove(m_root + "/deep/b"); }), Contains(m_root + "/deep/b"));
}

TEST_F(PathWatchTest, TellsOfWhatAnEditorRenamesIntoPlace) {
  write(m_folder / "elsewhere");
  EXPECT_THAT(told_of([this] { fs::rename(m_folder / "elsewhere", m_root + "/a"); }),
              Contains(m_root + "/a"));
}

TEST_F(PathWatchTest, WatchesFoldersAsTheyCome) {
  EXPECT_THAT(told_of([this] { fs::create_directories(m_root + "/new/below"); }),
              Contains(m_root + "/new"));
  EXPECT_THAT(told_of([this] { write(m_root + "/new/below/c"); }),
              Contains(m_root + "/new/below/c"));
}

TEST_F(PathWatchTest, AFolderThatWasMovedAwayIsNobodysBusiness) {
  EXPECT_THAT(told_of([this] { fs::rename(m_root + "/deep", m_folder / "gone"); }),
              Contains(m_root + "/deep"));
  EXPECT_THAT(told_of([this] { write(m_folder / "gone/b"); }), IsEmpty());
  EXPECT_THAT(told_of([this] { fs::rename(m_folder / "gone", m_root + "/other"); }),
              Contains(m_root + "/other"));
  EXPECT_THAT(told_of([this] { write(m_root + "/other/b"); }), Contains(m_root + "/other/b"));
}

TEST_F(PathWatchTest, APathThatIsRemovedAndMadeAgain) {
  fs::remove_all(m_root);
  fs::create_directory(m_root);
  EXPECT_THAT(told_of([this] { write(m_root + "/a"); }), Contains(m_root + "/a"));
}

TEST_F(PathWatchTest, APathThatIsNotThereYet) {
  const std::string later = m_folder / "not/yet/there";
  m_watch->add(later);
  EXPECT_THAT(told_of([&] { fs::create_directories(later); }), Contains(later));
  EXPECT_THAT(told_of([&] { write(later + "/d"); }), Contains(later + "/d"));
  EXPECT_THAT(told_of([&] { fs::remove_all(m_folder / "not"); }), Contains(later));
  EXPECT_THAT(told_of([&] { fs::create_directories(later); }), Contains(later));
  EXPECT_THAT(told_of([&] { write(later + "/d"); }), Contains(later + "/d"));
}

TEST_F(PathWatchTest, OneFileIsWatchedWithoutItsNeighbours) {
  write(m_folder / "package.json");
  m_watch->add(m_folder / "package.json");
  EXPECT_THAT(told_of([this] { write(m_folder / "other.json"); }), IsEmpty());
  EXPECT_THAT(told_of([this] { write(m_folder / "package.json"); }),
              Contains(m_folder / "package.json"));
}

TEST_F(PathWatchTest, WhatNobodyWantsToKnowIsNotWatched) {
  EXPECT_THAT(told_of([this] { fs::create_directories(m_root + "/node_modules/m"); }),
              Contains(m_root + "/node_modules"));
  EXPECT_THAT(told_of([this] { write(m_root + "/node_modules/m/index.js"); }), IsEmpty());
}

TEST_F(PathWatchTest, AnOverflowOfTheQueueIsSaid) {
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  ASSERT_GT(most, 0U);
  if (most > 100'000) GTEST_SKIP() << "the queue of this machine is too long to be filled";
  settle();
  // Two names in turn: the kernel merges what is the same as the event before.
  for (std::size_t i = 0; i <= most; ++i)
    fs::permissions(m_root + (i % 2 == 0 ? "/a" : "/deep"), fs::perms::owner_all);
  fs::create_directory(m_root + "/unseen");
  m_loop.clock().schedule(m_loop.clock().now() + 200ms, [this] { m_loop.stop(); });
  m_loop.run();
  EXPECT_EQ(m_lost, 1);
  EXPECT_THAT(told_of([this] { write(m_root + "/unseen/e"); }), Contains(m_root + "/unseen/e"))
      << "what came while nobody could say so is watched, too";
}

TEST_F(PathWatchTest, TheLimitOfTheKernelIsNamedOnceAndTheRestIsWatched) {
  fs::create_directories(m_root + "/many/folders");
  watch([](int inotify, const char* path, std::uint32_t mask) {
    if (std::string(path).find("many") == std::string::npos)
      return ::inotify_add_watch(inotify, path, mask);
    errno = ENOSPC;
    return -1;
  });
  EXPECT_THAT(told_of([this] { write(m_root + "/deep/b"); }), Contains(m_root + "/deep/b"));
  ASSERT_THAT(m_blind, SizeIs(1));
  EXPECT_EQ(m_blind[0].kind, ErrorKind::io);
  EXPECT_EQ(m_blind[0].place, m_root + "/many");
  EXPECT_THAT(m_blind[0].remedy, HasSubstr("fs.inotify.max_user_watches"));
  told_of([this] { fs::create_directories(m_root + "/many/more"); });
  EXPECT_THAT(m_blind, SizeIs(1));
}

}  // namespace
}  // namespace caisson
