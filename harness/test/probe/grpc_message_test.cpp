#include "probe/grpc_message.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace caisson::probe::grpc_message {
namespace {

TEST(GrpcMessage, RequestNamesTheService) {
  EXPECT_EQ(health_request(""), std::string("\0\0\0\0\0", 5));
  EXPECT_EQ(health_request("db"), std::string("\0\0\0\0\4\x0a\2db", 9));
  EXPECT_EQ(health_request(std::string(300, 's')).substr(0, 8),
            std::string("\0\0\0\1\x2f\x0a\xac\2", 8));
}

TEST(GrpcMessage, StatusIsFoundAmongFieldsOfLaterVersions) {
  EXPECT_EQ(health_status(std::string("\x08\x01", 2)), 1U);
  EXPECT_EQ(health_status(""), 0U);
  EXPECT_EQ(health_status(std::string("\x12\x02hi\x08\x02\x1d\1\1\1\1", 11)), 2U);
  EXPECT_EQ(health_status(std::string("\x08", 1)), std::nullopt);
  EXPECT_EQ(health_status(std::string("\x12\x7fhi", 4)), std::nullopt);
  EXPECT_EQ(health_status(std::string("\x0b", 1)), std::nullopt) << "groups are not in proto3";
}

TEST(GrpcMessage, FrameNeedsItsWholeLength) {
  EXPECT_FALSE(first_message(std::string("\0\0\0\0\2\x08", 6)).message);
  EXPECT_EQ(first_message(std::string("\0\0\0\0\2\x08\1", 7)).message, "\x08\1");
  EXPECT_TRUE(first_message(std::string("\1\0\0\0\0", 5)).broken) << "compressed";
  EXPECT_TRUE(first_message(std::string("\0\x7f\0\0\0", 5)).broken) << "too long";
}

RC_GTEST_PROP(GrpcMessage, GarbageNeverCrashes, (std::string garbage)) {
  health_status(garbage);
  first_message(garbage);
}

}  // namespace
}  // namespace caisson::probe::grpc_message
