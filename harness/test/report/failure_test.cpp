#include "report/failure.hpp"

#include <gmock/gmock.h>

namespace caisson::report {
namespace {

Cause crashed() {
  Cause cause;
  cause.service = "db";
  cause.declared_at = "/s/CMakeLists.txt:7";
  cause.awaited = "healthy";
  cause.error = {ErrorKind::service_failed, "exited with code 1", "services.db", ""};
  cause.exit_code = 1;
  cause.log = {"starting", "\x1b[31mFATAL\x1b[0m: no space\r"};
  cause.held_back = {"migrate", "api"};
  return cause;
}

TEST(Failure, PutsTheRootCauseFirst) {
  EXPECT_EQ(failure_text({crashed()}, false),
            "✘ db failed while waiting for it to be healthy\n"
            "  cause     exited with 1\n"
            "  declared  /s/CMakeLists.txt:7\n"
            "  last 2 lines of its log:\n"
            "  │ starting\n"
            "  │ FATAL: no space\n"
            "  held back: migrate, api\n");
}

TEST(Failure, SaysWhatItKnowsWithoutAService) {
  Cause cause;
  cause.error = {ErrorKind::engine_unreachable, "the engine went away", "unix:///x",
                 "Start it again."};
  EXPECT_EQ(failure_text({cause}, false),
            "✘ the start failed\n"
            "  cause     the engine went away\n"
            "  at        unix:///x\n"
            "  remedy    Start it again.\n");
}

TEST(Failure, TellsWhatTheErrorKnowsBeyondTheExit) {
  Cause cause = crashed();
  cause.error = {ErrorKind::timed_out, "no answer within 5 s", "/s/CMakeLists.txt:7", ""};
  EXPECT_THAT(failure_text({cause}, false),
              ::testing::HasSubstr("  cause     exited with 1: no answer within 5 s\n  declared"));
}

TEST(Failure, SeparatesSeveralCauses) {
  Cause other = crashed();
  other.service = "cache";
  other.exit_code = std::nullopt;
  other.error = {ErrorKind::timed_out, "not ready within 5 s: connection refused", "", ""};
  other.log = {"one"};
  other.held_back.clear();
  const std::string text = failure_text({crashed(), other}, false);
  EXPECT_THAT(text, ::testing::HasSubstr("held back: migrate, api\n\n✘ cache failed"));
  EXPECT_THAT(text, ::testing::HasSubstr("  cause     not ready within 5 s: connection refused\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("  last line of its log:\n  │ one\n"));
}

TEST(Failure, ColoursOnlyWhenAsked) {
  EXPECT_THAT(failure_text({crashed()}, true), ::testing::HasSubstr("\x1b[31m✘ \x1b[0m"));
  EXPECT_EQ(failure_text({crashed()}, false).find('\x1b'), std::string::npos);
}

TEST(Failure, ExplainsExitCodes) {
  EXPECT_EQ(exit_text(3, false), "exited with 3");
  EXPECT_EQ(exit_text(137, false), "exited with 137 (SIGKILL)");
  EXPECT_EQ(exit_text(139, false), "exited with 139 (SIGSEGV)");
  EXPECT_EQ(exit_text(137, true), "killed because it ran out of memory (exit 137)");
  EXPECT_EQ(exit_text(255, false), "exited with 255");
}

}  // namespace
}  // namespace caisson::report
