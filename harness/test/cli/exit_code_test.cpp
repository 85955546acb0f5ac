#include "cli/exit_code.hpp"

#include <gmock/gmock.h>

namespace caisson::cli {
namespace {

TEST(ExitCode, FollowsTheInterface) {
  EXPECT_EQ(exit_code_of(ErrorKind::service_failed), 1);
  EXPECT_EQ(exit_code_of(ErrorKind::image), 1);
  EXPECT_EQ(exit_code_of(ErrorKind::conflict), 1);
  EXPECT_EQ(exit_code_of(ErrorKind::io), 1);
  EXPECT_EQ(exit_code_of(ErrorKind::not_found), 1);
  EXPECT_EQ(exit_code_of(ErrorKind::usage), 2);
  EXPECT_EQ(exit_code_of(ErrorKind::manifest), 2);
  EXPECT_EQ(exit_code_of(ErrorKind::engine_unreachable), 3);
  EXPECT_EQ(exit_code_of(ErrorKind::protocol), 3);
  EXPECT_EQ(exit_code_of(ErrorKind::timed_out), 4);
  EXPECT_EQ(exit_code_of(ErrorKind::interrupted), 130);
}

}  // namespace
}  // namespace caisson::cli
