#include "lease/record.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

namespace caisson::lease {
namespace {

TEST(Record, IsReadBackAsWritten) {
  const test::TemporaryFolder folder;
  const std::vector<Kept> kept{{"api", 5, "gave up"}, {"web", 1, ""}};
  ASSERT_TRUE(write_record(folder / "liveness.json", kept).has_value());
  EXPECT_EQ(read_record(folder / "liveness.json"), kept);
}

TEST(Record, IsEmptyWhenMissingOrDamaged) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(read_record(folder / "none"), ::testing::IsEmpty());
  ASSERT_TRUE(write_file(folder / "half", "{\"services\":[{\"serv").has_value());
  EXPECT_THAT(read_record(folder / "half"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace caisson::lease
