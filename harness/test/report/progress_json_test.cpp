#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "report/captured_terminal.hpp"
#include "report/progress.hpp"

namespace caisson::report {
namespace {

using std::chrono::microseconds;
using testing::CapturedTerminal;

std::string told(const model::Event& event) {
  CapturedTerminal terminal;
  make_progress_json(terminal)->observe(event, microseconds(12345));
  return terminal.take();
}

TEST(ProgressJson, DescribesEachEvent) {
  const Error error{ErrorKind::timed_out, "late", "services.api", "wait"};
  const std::string shown =
      R"("error":{"kind":"timed_out","message":"late","place":"services.api","remedy":"wait"}})";
  const std::string head = R"({"schema":1,"elapsed_ms":12.345,"event":)";
  using namespace model::event;
  EXPECT_EQ(told(ImageStarted{"a", true}), head + R"("image_started","image":"a","build":true})"
                                                  "\n");
  EXPECT_EQ(told(ImageProgress{"a", "b"}), head + R"("image_progress","image":"a","line":"b"})"
                                                  "\n");
  EXPECT_EQ(told(ImageReady{"a", "id", model::ImageSource::registry}),
            head + R"("image_ready","image":"a","id":"id","source":"registry"})"
                   "\n");
  EXPECT_EQ(told(ImageFailed{"a", error}), head + R"("image_failed","image":"a",)" + shown + "\n");
  EXPECT_EQ(told(ImageFailed{"a", error, true}), head + R"("image_failed","image":"a",)" +
                                                     shown.substr(0, shown.size() - 1) +
                                                     R"(,"unavailable":true})" + "\n");
  EXPECT_EQ(told(NetworksReady{}), head + "\"networks_ready\"}\n");
  EXPECT_EQ(told(Created{"a", "c"}), head + R"("created","service":"a","container":"c"})"
                                            "\n");
  EXPECT_EQ(told(Started{"a"}), head + R"("started","service":"a"})"
                                       "\n");
  EXPECT_EQ(told(Ready{"a"}), head + R"("ready","service":"a"})"
                                     "\n");
  EXPECT_EQ(told(NotReady{"a", "r"}), head + R"("not_ready","service":"a","reason":"r"})"
                                             "\n");
  EXPECT_EQ(told(Halted{"a", true}), head + R"("halted","service":"a"})"
                                            "\n");
  EXPECT_EQ(told(Halted{"a", false}), "");
  EXPECT_EQ(told(Unalive{"a", "r"}), head + R"("unalive","service":"a","reason":"r"})"
                                            "\n");
  EXPECT_EQ(told(Exited{"a", 7, false}),
            head + R"("exited","service":"a","exit_code":7,"oom_killed":false})"
                   "\n");
  EXPECT_EQ(told(Removed{"a"}), head + R"("removed","service":"a"})"
                                       "\n");
  EXPECT_EQ(told(NetworksRemoved{}), head + "\"networks_removed\"}\n");
  EXPECT_EQ(told(CallFailed{"a", "create", error}),
            head + R"("call_failed","service":"a","call":"create",)" + shown + "\n");
  EXPECT_EQ(told(TimerFired{}), "");
  EXPECT_EQ(told(Interrupted{}), head + "\"interrupted\"}\n");
  EXPECT_EQ(told(EngineLost{error}), head + R"("engine_lost",)" + shown + "\n");
}

TEST(ProgressJson, PassesNotesOn) {
  CapturedTerminal terminal;
  make_progress_json(terminal)->note("hello", microseconds(1000));
  EXPECT_EQ(terminal.text(),
            "{\"schema\":1,\"elapsed_ms\":1.0,\"event\":\"note\",\"line\":\"hello\"}\n");
}

TEST(ProgressJson, StaysJsonWhateverAContainerSays) {
  const std::string line = told(model::event::NotReady{"a", "\xff\"\n\x1b"});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto parsed = nlohmann::json::parse(line);
  EXPECT_EQ(parsed.at("reason"), "\xEF\xBF\xBD\"\n\x1b");
}

TEST(ProgressJson, TellsWhereAServiceCanBeOpened) {
  CapturedTerminal terminal;
  make_progress_json(terminal)->reachable("api", {"https://api.shop.local"}, microseconds(1000));
  EXPECT_EQ(terminal.take(), R"({"schema":1,"elapsed_ms":1.0,"event":"reachable","service":"api",)"
                             R"("urls":["https://api.shop.local"]})"
                             "\n");
}

}  // namespace
}  // namespace caisson::report
