#include "engine/embedded/nest/signals.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace caisson::engine::embedded {
namespace {

TEST(Signals, AreKnownByNameAndNumber) {
  for (const char* const name : {"SIGTERM", "TERM", "sigterm", "15"})
    EXPECT_EQ(signal_number(name), SIGTERM) << name;
  EXPECT_EQ(signal_number("SIGWINCH"), SIGWINCH);
  for (const char* const none : {"", "SIG", "SIGNOSUCH", "0", "-9", "1000", "9x"})
    EXPECT_FALSE(signal_number(none)) << none;
}

}  // namespace
}  // namespace caisson::engine::embedded
