#include "lease/diary.hpp"

#include <gmock/gmock.h>

namespace caisson::lease {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> texts(const std::vector<Diary::Entry>& entries) {
  std::vector<std::string> all;
  for (const Diary::Entry& entry : entries)
    all.push_back(entry.text);
  return all;
}

TEST(Diary, KeepsWhatWasWrittenInItsOrder) {
  Diary diary;
  diary.write("db", "starting");
  diary.note("db", "ready");
  diary.write("api", "hello");
  const auto all = diary.since(0);
  EXPECT_THAT(texts(all), ElementsAre("starting", "ready", "hello"));
  EXPECT_FALSE(all[0].from_us);
  EXPECT_TRUE(all[1].from_us);
  EXPECT_EQ(all[2].service, "api");
}

TEST(Diary, AWindowBeginsAtItsMark) {
  Diary diary;
  EXPECT_THAT(diary.since(diary.now()), IsEmpty());
  diary.write("db", "before");
  const Diary::Mark mark = diary.now();
  diary.write("db", "one");
  diary.write("api", "two");
  diary.write("db", "three");
  EXPECT_THAT(texts(diary.since(mark)), ElementsAre("one", "two", "three"));
  EXPECT_THAT(texts(diary.since(mark, "db")), ElementsAre("one", "three"));
  EXPECT_THAT(diary.since(mark, "cache"), IsEmpty());
  EXPECT_THAT(diary.since(diary.now()), IsEmpty());
}

TEST(Diary, TheOldestGoFirst) {
  Diary diary(3);
  const Diary::Mark begin = diary.now();
  for (const char* text : {"1", "2", "3", "4", "5"})
    diary.write("db", text);
  EXPECT_THAT(texts(diary.since(begin)), ElementsAre("3", "4", "5"));
  const Diary::Mark mark = diary.now();
  diary.write("db", "6");
  EXPECT_THAT(texts(diary.since(mark)), ElementsAre("6"));
}

}  // namespace
}  // namespace caisson::lease
