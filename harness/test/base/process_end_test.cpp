#include "base/process_end.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/waiting_child.hpp"

namespace caisson {
namespace {

using test::WaitingChild;

TEST(ProcessEnd, TellsTheEndOfAChildOnce) {
  Loop loop;
  WaitingChild child;
  int told = 0;
  const ProcessEnd watch(loop, open_pidfd(child.pid()), [&] { ++told; });
  loop.post([&] {
    EXPECT_EQ(told, 0);
    child.end();
  });
  loop.run();
  EXPECT_EQ(told, 1);
}

TEST(ProcessEnd, TellsTheEndOfOneThatEndedBeforeButNotFromInside) {
  Loop loop;
  WaitingChild child;
  Descriptor pidfd = open_pidfd(child.pid());
  child.reap();
  int told = 0;
  const ProcessEnd watch(loop, std::move(pidfd), [&] { ++told; });
  EXPECT_EQ(told, 0);
  loop.run();
  EXPECT_EQ(told, 1);
}

TEST(ProcessEnd, SaysNothingOnceItIsGone) {
  Loop loop;
  WaitingChild child;
  int told = 0;
  int other = 0;
  auto watch = std::make_unique<ProcessEnd>(loop, open_pidfd(child.pid()), [&told] { ++told; });
  const ProcessEnd control(loop, open_pidfd(child.pid()), [&other] { ++other; });
  watch.reset();
  child.end();
  loop.run();
  EXPECT_EQ(told, 0);
  EXPECT_EQ(other, 1);
}

TEST(ProcessEnd, MayBeDestroyedByWhatItCalls) {
  Loop loop;
  WaitingChild child;
  std::unique_ptr<ProcessEnd> watch;
  bool told = false;
  watch = std::make_unique<ProcessEnd>(loop, open_pidfd(child.pid()), [&] {
    told = true;
    loop.post([&] { watch.reset(); });
  });
  child.end();
  loop.run();
  EXPECT_TRUE(told);
  EXPECT_EQ(watch, nullptr);
}

TEST(OpenPidfd, IsEmptyForNobody) {
  WaitingChild child;
  EXPECT_TRUE(open_pidfd(child.pid()));
  child.reap();
  EXPECT_FALSE(open_pidfd(child.pid()));
  EXPECT_FALSE(open_pidfd(0));
  EXPECT_FALSE(open_pidfd(-1));
}

TEST(PidOf, NamesTheProcessUntilItHasEnded) {
  WaitingChild child;
  const Descriptor pidfd = open_pidfd(child.pid());
  EXPECT_EQ(pid_of(pidfd), child.pid());
  EXPECT_EQ(pid_of(open_pidfd(::getpid())), ::getpid());
  child.reap();
  EXPECT_EQ(pid_of(pidfd), -1);
}

TEST(PidOf, IsZeroForWhatIsNoPidfd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Descriptor read_end(ends[0]);
  const Descriptor write_end(ends[1]);
  EXPECT_EQ(pid_of(read_end), 0);
  EXPECT_EQ(pid_of(Descriptor(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC))), 0);
  EXPECT_EQ(pid_of(Descriptor()), 0);
}

}  // namespace
}  // namespace caisson
