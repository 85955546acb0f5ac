#include "base/lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "base/temporary_folder.hpp"

namespace caisson {
namespace {
using testing::HasSubstr;

TEST(Lock, NamesItsHolder) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.lock";
  const auto first = Lock::acquire(path, "instance `shop-1`");
  ASSERT_TRUE(first);
  const auto second = Lock::acquire(path, "instance `shop-2`");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_EQ(second.error().message,
            "is held by process " + std::to_string(::getpid()) + " (instance `shop-1`)");
  EXPECT_EQ(lock_holder(path)->who, "instance `shop-1`");
}

TEST(Lock, IsFreeAgainWhenItsHolderIsGone) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.lock";
  EXPECT_FALSE(lock_holder(path).has_value());
  { ASSERT_TRUE(Lock::acquire(path, "a holder with a long description")); }
  EXPECT_FALSE(lock_holder(path).has_value());
  const auto again = Lock::acquire(path, "short");
  ASSERT_TRUE(again);
  EXPECT_EQ(lock_holder(path)->who, "short");
}

TEST(Lock, DiesWithAKilledProcess) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.lock";
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = Lock::acquire(path, "child");
    const char byte = lock ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    for (;;)
      ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_EQ(lock_holder(path)->pid, child);
  EXPECT_FALSE(Lock::acquire(path, "parent"));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(Lock::acquire(path, "parent"));
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace caisson
