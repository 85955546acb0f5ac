#include <gmock/gmock.h>

#include "report/captured_terminal.hpp"
#include "report/progress.hpp"
#include "report/screen.hpp"
#include "report/small_plan.hpp"

namespace caisson::report {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::CapturedTerminal;
using testing::Screen;
using testing::SmallPlan;

TEST(ProgressTty, RedrawsOneLineAService) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"db", "api"});
  const auto progress = make_progress(ProgressKind::automatic, terminal, small.plan(), false);
  Screen screen(80, 24);
  progress->observe(model::event::Started{"db"}, milliseconds(100));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(),
            "db   starting           0 µs\n"
            "api  waiting\n"
            "0/2 in 100 ms\n");
  progress->observe(model::event::Ready{"db"}, milliseconds(300));
  progress->observe(model::event::NotReady{"api", "connection refused"}, milliseconds(400));
  screen.feed(terminal.take());
  progress->tick(milliseconds(500));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(),
            "db   ready            200 ms\n"
            "api  starting         100 ms  connection refused\n"
            "1/2 in 500 ms\n");
  EXPECT_TRUE(screen.cursor_visible());
}

TEST(ProgressTty, FoldsABuildIntoOneLineThatGoesAway) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"db"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  Screen screen(80, 24);
  progress->observe(model::event::ImageStarted{"postgres", true}, seconds(1));
  for (int step = 1; step < 5; ++step) {
    progress->observe(model::event::ImageProgress{"postgres", "Step " + std::to_string(step)},
                      seconds(1 + step));
  }
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(),
            "postgres  building            4 s  Step 4\n"
            "db        waiting\n"
            "0/1 in 5 s\n");
  progress->observe(model::event::ImageReady{"postgres", "x", model::ImageSource::recipe},
                    seconds(6));
  progress->observe(model::event::Ready{"db"}, seconds(7));
  progress->finish(seconds(7));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(),
            "db        ready              0 µs\n"
            "1/1 in 7 s\n");
}

TEST(ProgressTty, KeepsToWidthAndHeight) {
  CapturedTerminal terminal(true, 20, 6);
  const SmallPlan small({"a", "b", "c", "d", "e", "f"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  Screen screen(20, 6);
  progress->observe(model::event::NotReady{"f", "a very long reason that cannot fit"}, seconds(1));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(),
            "f  starting       …\n"
            "a  waiting\n"
            "b  waiting\n"
            "c  waiting\n"
            "0/6 in 1 s\n");
  EXPECT_EQ(screen.scrolled(), 0U);
  EXPECT_FALSE(screen.overflowed());
}

TEST(ProgressTty, ShowsEveryServiceAtTheEnd) {
  CapturedTerminal terminal(true, 20, 4);
  const SmallPlan small({"a", "b", "c", "d"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  Screen screen(20, 4);
  progress->tick(seconds(1));
  progress->finish(seconds(2));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(), "a  waiting\nb  waiting\nc  waiting\nd  waiting\n0/4 in 2 s\n");
}

TEST(ProgressTty, PutsNotesAboveThePicture) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"a"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  Screen screen(80, 24);
  progress->tick(seconds(1));
  progress->note("no registry answers: building", seconds(2));
  progress->tick(seconds(3));
  screen.feed(terminal.take());
  EXPECT_EQ(screen.text(), "no registry answers: building\na  waiting\n0/1 in 3 s\n");
}

TEST(ProgressTty, DrawsBurstsOnce) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"a"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  progress->observe(model::event::Created{"a", "x"}, milliseconds(40));
  terminal.take();
  for (int i = 0; i < 1000; ++i)
    progress->observe(model::event::Started{"a"}, milliseconds(50));
  EXPECT_EQ(terminal.text(), "");
}

TEST(ProgressTty, EveryFrameLeavesTheCursorVisible) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"migrate", "api"});
  const auto progress = make_progress_tty(terminal, small.plan(), true);
  const Error error{ErrorKind::io, "gone"};
  using namespace model::event;
  const std::vector<model::Event> events{ImageStarted{"i", false},
                                         ImageFailed{"i", error},
                                         Exited{"migrate", 0, false},
                                         Exited{"api", 1, false},
                                         Exited{"api", 137, true},
                                         Unalive{"api", "r"},
                                         Removed{"api"},
                                         CallFailed{"api", "create", error},
                                         Interrupted{},
                                         EngineLost{error},
                                         NetworksReady{},
                                         NetworksRemoved{},
                                         TimerFired{}};
  Duration elapsed{};
  for (const auto& event : events) {
    elapsed += seconds(1);
    progress->observe(event, elapsed);
    const std::string frame = terminal.take();
    ASSERT_TRUE(frame.size() > 6 && frame.substr(frame.size() - 6) == "\x1b[?25h") << frame;
  }
}

TEST(ProgressTty, ShowsWhereAServiceCanBeOpened) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"db"});
  const auto progress = make_progress_tty(terminal, small.plan(), false);
  Screen screen(80, 24);
  progress->observe(model::event::Started{"db"}, seconds(1));
  progress->observe(model::event::Ready{"db"}, seconds(2));
  progress->reachable("db", {"redis://127.0.0.1:20001"}, seconds(2));
  progress->finish(seconds(2));
  screen.feed(terminal.take());
  EXPECT_THAT(screen.text(), ::testing::HasSubstr("redis://127.0.0.1:20001"));
}

}  // namespace
}  // namespace caisson::report
