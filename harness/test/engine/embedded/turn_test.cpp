#include "engine/embedded/wire/turn.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>

namespace caisson::engine::embedded {
namespace {

class Turn : public testing::Test {
 protected:
  ~Turn() override { std::filesystem::remove(path); }
  std::string path = testing::TempDir() + "turn-" + std::to_string(::getpid());
};

TEST_F(Turn, IsOnesOnly) {
  Descriptor first = take_turn(path, true);
  EXPECT_TRUE(first);
  EXPECT_FALSE(take_turn(path, false));
  first.reset();
  EXPECT_TRUE(take_turn(path, false));
}

/// Else two who hold different files of one name would both believe it is theirs.
TEST_F(Turn, WhoWaitedForAFileThatIsTakenAwayTakesTheNext) {
  Descriptor first = take_turn(path, true);
  auto waiting = std::async(std::launch::async, [this] { return take_turn(path, true); });
  end_turn(path);
  Descriptor other = take_turn(path, true);
  first.reset();
  EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  EXPECT_TRUE(other);
  other.reset();
  EXPECT_TRUE(waiting.get());
}

TEST_F(Turn, CannotBeHadWhereThereIsNoFolder) {
  EXPECT_FALSE(take_turn("/nosuch/folder/turn", true));
}

}  // namespace
}  // namespace caisson::engine::embedded
