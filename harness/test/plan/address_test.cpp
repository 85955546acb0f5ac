#include "plan/address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "model/arbitrary.hpp"

namespace caisson::plan {
namespace {

TEST(SubnetFrom, ReadsAndRefuses) {
  EXPECT_EQ(to_string(*subnet_from("10.130.4.7/24")), "10.130.4.0/24");
  EXPECT_EQ(to_string(*subnet_from("1.2.3.4")), "1.2.3.4/32");
  EXPECT_EQ(to_string(*subnet_from("0.0.0.0/0")), "0.0.0.0/0");
  for (const char* wrong : {"", "1.2.3", "1.2.3.256", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/2x", "a",
                            "1.2.3.4.5", "::1/64", "1..2.3"}) {
    EXPECT_EQ(subnet_from(wrong), std::nullopt) << wrong;
  }
}

TEST(Subnet, OverlapsWhatItHoldsAndWhatHoldsIt) {
  const Subnet wide = *subnet_from("10.0.0.0/8");
  const Subnet narrow = *subnet_from("10.130.4.0/24");
  EXPECT_TRUE(wide.overlaps(narrow));
  EXPECT_TRUE(narrow.overlaps(wide));
  EXPECT_FALSE(narrow.overlaps(*subnet_from("10.130.5.0/24")));
}

TEST(PrefixFor, GrowsWithTheStack) {
  EXPECT_EQ(prefix_for(1), 24);
  EXPECT_EQ(prefix_for(200), 24);
  EXPECT_EQ(prefix_for(201), 23);
  EXPECT_EQ(prefix_for(1000), 21);
}

RC_GTEST_PROP(SubnetCandidate, StaysInOurRangeAndComesRoundOnce, (const std::string& network)) {
  const Subnet ours = *subnet_from("10.128.0.0/9");
  constexpr int k_prefix = 19;  // few enough to walk all
  std::set<std::uint32_t> seen;
  for (std::uint32_t i = 0; i < candidate_count(k_prefix); ++i) {
    const Subnet candidate = subnet_candidate(network, k_prefix, i);
    RC_ASSERT(candidate.prefix == k_prefix);
    RC_ASSERT(ours.overlaps(candidate));
    RC_ASSERT(subnet_from(to_string(candidate)) == candidate);
    RC_ASSERT(seen.insert(candidate.base).second);
  }
  RC_ASSERT(subnet_candidate(network, k_prefix, candidate_count(k_prefix)) ==
            subnet_candidate(network, k_prefix, 0));
}

TEST(AddressOf, StaysWhenServicesAreAdded) {
  model::Stack stack = test::empty_stack();
  for (const char* name : {"web", "api", "db"})
    test::add_service(stack, name);
  const Subnet subnet = *subnet_from("10.130.4.0/24");
  const std::string before = address_of(stack, "api", subnet);
  EXPECT_NE(before, "");
  EXPECT_EQ(address_of(stack, "none", subnet), "");
  for (const char* name : {"aaa", "cache", "mailer", "zebra"})
    test::add_service(stack, name);
  EXPECT_EQ(address_of(stack, "api", subnet), before);
}

TEST(AddressOf, MovesFewWhenManyAreAdded) {
  const Subnet subnet = *subnet_from("10.130.4.0/24");
  model::Stack stack = test::empty_stack();
  std::map<std::string, std::string> before;
  for (std::size_t i = 0; i < 20; ++i)
    test::add_service(stack, fmt::format("service-{}", i));
  for (const auto& [name, service] : stack.services)
    before[name] = address_of(stack, name, subnet);
  for (std::size_t i = 0; i < 10; ++i)
    test::add_service(stack, fmt::format("added-{}", i));
  std::size_t moved = 0;
  for (const auto& [name, address] : before)
    moved += address_of(stack, name, subnet) != address;
  EXPECT_LE(moved, 3U);
}

TEST(AddressOf, HasRoomForEveryService) {
  for (const std::size_t size : {200U, 201U, 456U, 1000U}) {
    model::Stack stack = test::empty_stack();
    for (std::size_t i = 0; i < size; ++i)
      test::add_service(stack, fmt::format("s{:04}", i));
    const Subnet subnet = subnet_candidate("n", prefix_for(size), 0);
    std::set<std::string> seen;
    for (const auto& [name, service] : stack.services) {
      const std::string address = address_of(stack, name, subnet);
      ASSERT_NE(address, "");
      ASSERT_TRUE(seen.insert(address).second);
      ASSERT_TRUE(subnet.overlaps(*subnet_from(address)));
    }
  }
}

TEST(AddressOf, NeverLeavesTheSubnet) {
  model::Stack stack = test::empty_stack();
  for (std::size_t i = 0; i < 20; ++i)
    test::add_service(stack, test::service_name(i));
  const Subnet small = *subnet_from("10.130.4.0/28");
  EXPECT_NE(address_of(stack, "s004", small), "");
  EXPECT_EQ(address_of(stack, "s005", small), "");
  EXPECT_EQ(address_of(stack, "s006", small), "");
}

}  // namespace
}  // namespace caisson::plan
