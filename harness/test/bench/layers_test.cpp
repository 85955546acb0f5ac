#include "bench/layers.hpp"

#include <gtest/gtest.h>

namespace caisson::bench {
namespace {

const HistoryEntry k_base{1, "rootfs", 100};
const HistoryEntry k_nothing{2, "ENV A=b", 0};

TEST(Layers, CountsWhatImagesShareOnce) {
  const History base = {k_base};
  const History one = {k_base, k_nothing, {3, "RUN one", 20}};
  const History two = {k_base, k_nothing, {4, "RUN two", 3}};
  EXPECT_EQ(unique_bytes({base, one, two}), 123);
  EXPECT_EQ(unique_bytes({one, one}), 120);
}

TEST(Layers, TheSameStepOnAnotherBaseIsAnotherLayer) {
  const HistoryEntry install{5, "RUN apt-get install", 30};
  EXPECT_EQ(unique_bytes({{k_base, install}, {{1, "rootfs", 200}, install}}), 360);
}

TEST(Layers, TheSameCommandRunAgainIsAnotherLayer) {
  EXPECT_EQ(unique_bytes({{k_base, {5, "RUN make", 30}}, {k_base, {6, "RUN make", 30}}}), 160);
}

TEST(Layers, NoImagesTakeNothing) {
  EXPECT_EQ(unique_bytes({}), 0);
}

}  // namespace
}  // namespace caisson::bench
