#include <gmock/gmock.h>

#include "report/captured_terminal.hpp"
#include "report/progress.hpp"
#include "report/small_plan.hpp"

namespace caisson::report {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::CapturedTerminal;
using testing::SmallPlan;

TEST(ProgressPlain, WritesOneLineAChangeOfState) {
  CapturedTerminal terminal;
  const SmallPlan small({"db", "migrate", "api"});
  const auto progress = make_progress(ProgressKind::automatic, terminal, small.plan(), true);
  progress->observe(model::event::NetworksReady{}, milliseconds(1));
  progress->observe(model::event::Created{"db", "shop-db"}, milliseconds(20));
  progress->observe(model::event::Started{"db"}, milliseconds(35));
  progress->observe(model::event::NotReady{"db", "the database system is starting up"},
                    milliseconds(90));
  progress->observe(model::event::Halted{"db", true}, milliseconds(100));
  progress->observe(model::event::Halted{"db", true}, milliseconds(110));
  progress->observe(model::event::Halted{"db", false}, milliseconds(120));
  progress->observe(model::event::Ready{"db"}, milliseconds(1234));
  progress->observe(model::event::Exited{"migrate", 0, false}, milliseconds(2000));
  progress->observe(model::event::Exited{"api", 3, false}, milliseconds(2500));
  progress->note("no registry answers", milliseconds(2550));
  progress->tick(milliseconds(2600));
  progress->finish(milliseconds(2700));
  EXPECT_EQ(terminal.text(),
            "   0.020 s  db       created\n"
            "   0.035 s  db       started\n"
            "   0.090 s  db       not ready yet: the database system is starting up\n"
            "   0.100 s  db       a debugger has stopped it, or what it depends on: its deadline "
            "waits\n"
            "   1.234 s  db       ready\n"
            "   2.000 s  migrate  completed\n"
            "   2.500 s  api      exited with 3\n"
            "   2.550 s  caisson  no registry answers\n");
}

TEST(ProgressPlain, TellsOfALongBuildNowAndThenOnly) {
  CapturedTerminal terminal;
  const SmallPlan small({"postgres"});
  const auto progress = make_progress_plain(terminal, small.plan());
  progress->observe(model::event::ImageStarted{"postgres", true}, seconds(0));
  for (int second = 1; second <= 25; ++second) {
    progress->observe(model::event::ImageProgress{"postgres", "Step " + std::to_string(second)},
                      seconds(second));
  }
  progress->observe(model::event::ImageReady{"postgres", "sha256:1", model::ImageSource::recipe},
                    seconds(26));
  progress->observe(model::event::ImageReady{"redis", "sha256:2", model::ImageSource::recipe},
                    seconds(26));
  EXPECT_EQ(terminal.text(),
            "   0.000 s  postgres  building image\n"
            "  10.000 s  postgres  still building: Step 10\n"
            "  20.000 s  postgres  still building: Step 20\n"
            "  26.000 s  postgres  image ready (recipe)\n");
}

TEST(ProgressPlain, NamesWhatFailed) {
  CapturedTerminal terminal;
  const SmallPlan small({"api"});
  const auto progress = make_progress_plain(terminal, small.plan());
  const Error error{ErrorKind::io, "no space left on device"};
  progress->observe(model::event::ImageFailed{"api", error}, seconds(1));
  progress->observe(model::event::CallFailed{"api", "create", error}, seconds(1));
  progress->observe(model::event::CallFailed{"", "networks", error}, seconds(1));
  progress->observe(model::event::Exited{"api", 137, true}, seconds(1));
  progress->observe(model::event::Interrupted{}, seconds(1));
  progress->observe(model::event::EngineLost{error}, seconds(1));
  progress->observe(model::event::Unalive{"api", "no\x1b[31m answer\r"}, seconds(1));
  progress->observe(model::event::Removed{"api"}, seconds(1));
  EXPECT_EQ(terminal.text(),
            "   1.000 s  api  image failed: no space left on device\n"
            "   1.000 s  api  create failed: no space left on device\n"
            "   1.000 s  engine  networks failed: no space left on device\n"
            "   1.000 s  api  killed: out of memory\n"
            "   1.000 s  caisson  interrupted, stopping\n"
            "   1.000 s  engine  lost: no space left on device\n"
            "   1.000 s  api  not alive: no answer\n"
            "   1.000 s  api  removed\n");
}

TEST(ProgressPlain, IsSilentAboutWhatWasLeftAlone) {
  CapturedTerminal terminal;
  const SmallPlan small({"api"});
  const auto progress = make_progress_plain(terminal, small.plan());
  progress->observe(model::event::Ready{"api"}, seconds(1));
  EXPECT_EQ(terminal.text(), "");
}

TEST(Progress, QuietSaysNothing) {
  CapturedTerminal terminal(true);
  const SmallPlan small({"api"});
  const auto progress = make_progress(ProgressKind::quiet, terminal, small.plan(), true);
  progress->observe(model::event::Started{"api"}, seconds(1));
  progress->finish(seconds(2));
  EXPECT_EQ(terminal.text(), "");
}

TEST(Progress, RefusesAnUnknownKind) {
  EXPECT_TRUE(parse_progress("auto").has_value());
  const auto parsed = parse_progress("fancy");
  ASSERT_TRUE(parsed.has_error());
  EXPECT_EQ(to_string(parsed.error()),
            "--progress: unknown progress `fancy`\n"
            "  One of `auto`, `tty`, `plain`, `json`, `quiet`.");
}

TEST(ProgressPlain, TellsWhereAServiceCanBeOpenedAndWhatIsUnavailable) {
  CapturedTerminal terminal;
  const SmallPlan small({"api"});
  const auto progress = make_progress_plain(terminal, small.plan());
  progress->reachable("api", {"https://api.shop.local", "http://127.0.0.1:20001"}, milliseconds(5));
  progress->observe(model::event::ImageFailed{"ui", {ErrorKind::image, "no such host"}, true},
                    milliseconds(6));
  EXPECT_EQ(terminal.text(),
            "   0.005 s  api  at https://api.shop.local http://127.0.0.1:20001\n"
            "   0.006 s  ui   image unavailable: no such host\n");
}

}  // namespace
}  // namespace caisson::report
