#include "cli/ready_times.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson::cli {
namespace {

TEST(ReadyTimes, AreReadBackAsWritten) {
  const test::TemporaryFolder folder;
  const ReadyTimesFile file(folder.path());
  EXPECT_TRUE(file.read().empty());
  ASSERT_TRUE(file.write({{"db", {"id-1", 1500.5}}}).has_value());
  const auto times = file.read();
  ASSERT_EQ(times.size(), 1U);
  EXPECT_EQ(times.at("db").container, "id-1");
  EXPECT_EQ(times.at("db").milliseconds, 1500.5);
  EXPECT_EQ(durations_of(times).at("db"), std::chrono::microseconds(1500500));
}

TEST(ReadyTimes, AreNoneInADamagedFile) {
  const test::TemporaryFolder folder;
  const ReadyTimesFile file(folder.path());
  for (const char* text : {"", "{", "[]", R"({"services":7})", R"({"services":{"db":{}}})"}) {
    ASSERT_TRUE(write_file(folder / "ready.json", text).has_value());
    EXPECT_TRUE(file.read().empty()) << text;
  }
}

}  // namespace
}  // namespace caisson::cli
