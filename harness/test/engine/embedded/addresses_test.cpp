#include "engine/embedded/oci/addresses.hpp"

#include <gtest/gtest.h>

namespace caisson::engine::embedded {
namespace {

TEST(Addresses, ASubnetIsReadAndWritten) {
  const auto subnet = parse_cidr("10.1.2.77/24");
  ASSERT_TRUE(subnet);
  EXPECT_EQ(cidr_text(*subnet), "10.1.2.0/24");
  EXPECT_EQ(ipv4_text(subnet->gateway()), "10.1.2.1");
  EXPECT_EQ(ipv4_text(subnet->last()), "10.1.2.255");
  for (const char* const none : {"", "10.1.2.0", "10.1.2.0/", "10.1.2.0/31", "10.1.2.0/0",
                                 "10.1.2/24", "a/24", "1.2.3.4/2x"})
    EXPECT_FALSE(parse_cidr(none)) << none;
}

TEST(Addresses, SubnetsOverlapWhenOneIsInTheOther) {
  const Cidr wide = *parse_cidr("10.0.0.0/8");
  const Cidr narrow = *parse_cidr("10.9.0.0/30");
  EXPECT_TRUE(wide.overlaps(narrow));
  EXPECT_TRUE(narrow.overlaps(wide));
  EXPECT_FALSE(narrow.overlaps(*parse_cidr("10.9.0.4/30")));
}

TEST(Addresses, AFreeSubnetOverlapsNone) {
  const Cidr first = *free_subnet({});
  const Cidr second = *free_subnet({first});
  EXPECT_FALSE(first.overlaps(second));
  EXPECT_FALSE(free_subnet({*parse_cidr("172.0.0.0/8")}));
}

TEST(Addresses, AFreeAddressIsNobodys) {
  const Cidr subnet = *parse_cidr("10.0.0.0/29");
  std::set<std::uint32_t> taken;
  std::string given;
  while (const auto address = free_address(subnet, taken)) {
    given += ipv4_text(*address) + " ";
    taken.insert(*address);
  }
  EXPECT_EQ(given, "10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6 ");
}

}  // namespace
}  // namespace caisson::engine::embedded
