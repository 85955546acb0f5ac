#include "cli/history_file.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

std::map<std::string, report::PastStart> start_at(std::int64_t at) {
  report::PastStart past;
  past.at = at;
  past.mode = "a 'mode'";
  past.image = 1ms;
  past.create = 2ms;
  past.wait = 3ms;
  past.start = 4ms;
  past.probe = 5ms;
  return {{"db", past}, {"x'); drop table start; --", past}};
}

TEST(HistoryFile, KeepsWhatItIsGiven) {
  const TemporaryFolder folder;
  const HistoryFile file(folder.path());
  ASSERT_TRUE(file.read().has_value());
  EXPECT_TRUE(file.read()->empty());
  ASSERT_TRUE(file.add(start_at(10)).has_value());
  ASSERT_TRUE(file.add(start_at(20)).has_value());
  const auto history = file.read();
  ASSERT_TRUE(history.has_value()) << to_string(history.error());
  ASSERT_EQ(history->size(), 2u);
  const auto& starts = history->at("db");
  ASSERT_EQ(starts.size(), 2u);
  EXPECT_EQ(starts[0].at, 10);
  EXPECT_EQ(starts[1].mode, "a 'mode'");
  EXPECT_EQ(starts[1].image, 1ms);
  EXPECT_EQ(starts[1].create, 2ms);
  EXPECT_EQ(starts[1].wait, 3ms);
  EXPECT_EQ(starts[1].start, 4ms);
  EXPECT_EQ(starts[1].probe, 5ms);
}

TEST(HistoryFile, ForgetsWhatIsOld) {
  const TemporaryFolder folder;
  const HistoryFile file(folder.path());
  for (int at = 1; at <= 203; ++at)
    ASSERT_TRUE(file.add(start_at(at)).has_value());
  const auto starts = file.read()->at("db");
  EXPECT_EQ(starts.size(), 200u);
  EXPECT_EQ(starts.front().at, 4);
}

TEST(HistoryFile, ADamagedOneIsAnErrorThatNamesIt) {
  const TemporaryFolder folder;
  const std::string path = folder / "history.sqlite";
  ASSERT_TRUE(write_file(path, std::string(4096, 'x')).has_value());
  const HistoryFile file(folder.path());
  const auto read = file.read();
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(to_string(read.error()), path +
                                         ": the history of starts is of no use: file is not a "
                                         "database\n  Remove the file to begin a new one.");
  ASSERT_FALSE(file.add(start_at(1)).has_value());
  EXPECT_EQ(*read_file(path), std::string(4096, 'x'));
}

TEST(HistoryFile, WhereNothingCanBeWrittenIsAnErrorToo) {
  const TemporaryFolder folder;
  const auto added = HistoryFile(folder / "no/such").add(start_at(1));
  ASSERT_FALSE(added.has_value());
  EXPECT_THAT(added.error().message, HasSubstr("unable to open database file"));
}

}  // namespace
}  // namespace caisson::cli
