#include "lease/detach.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>

namespace caisson::lease {
namespace {

using ::testing::HasSubstr;

struct Said {
  std::string text;
  int exit_code = -1;
};

/// `start_detached` starts its own program, so both sides are one of their own (detach_probe.cpp).
Said probe(const std::string& how, const std::string& redirections = {}) {
  const std::string command =
      std::string(CAISSON_DETACH_PROBE) + " start " + how + " " + redirections;
  FILE* pipe = ::popen(command.c_str(), "r");
  Said said;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr)
    said.text += buffer.data();
  const int status = ::pclose(pipe);
  said.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

TEST(Detach, WaitsUntilTheOtherIsReady) {
  const Said said = probe("ready");
  EXPECT_EQ(said.text, "started\n");
  EXPECT_EQ(said.exit_code, 0);
}

/// Descriptor 3 is where the other reports: the pipe itself must not be there.
TEST(Detach, WorksWhereDescriptorsAreFree) {
  for (const char* closed : {"3>&-", "0<&- 3>&-", "0<&- 2>&- 3>&- 4>&- 5>&-", "3</dev/null"})
    EXPECT_EQ(probe("ready", closed).text, "started\n") << closed;
}

TEST(Detach, TellsWhatTheOtherSays) {
  EXPECT_THAT(probe("problem").text, HasSubstr("there is no engine"));
}

TEST(Detach, TellsThatTheOtherEndedWithoutAWord) {
  EXPECT_THAT(probe("silent").text, HasSubstr("the supervisor ended at once"));
}

TEST(Detach, GivesUpOneThatSaysNothing) {
  EXPECT_THAT(probe("late").text, HasSubstr("the supervisor does not come up"));
}

/// The probe says so itself, and ends without a word where it does not hold.
TEST(Detach, TheOtherHoldsOnToNothing) {
  EXPECT_EQ(probe("check", "7</dev/null 8</dev/zero").text, "started\n");
}

TEST(Detach, WithoutAPipeNothingIsReported) {
  EXPECT_EQ(probe("alone", "3>&-").text, "fine\n");
}

}  // namespace
}  // namespace caisson::lease
