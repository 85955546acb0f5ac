#include "plan/port.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

namespace caisson::plan {
namespace {

TEST(HostPortCandidate, TriesEveryPortOfTheRangeOnce) {
  std::set<std::uint16_t> seen;
  for (unsigned i = 0; i < k_host_port_count; ++i) {
    seen.insert(host_port_candidate("shop-1", "api", 8080, i));
  }
  EXPECT_EQ(seen.size(), k_host_port_count);
  EXPECT_EQ(*seen.begin(), 20000);
  EXPECT_EQ(*seen.rbegin(), 29999);
}

TEST(HostPortCandidate, DependsOnInstanceServiceAndPort) {
  const auto first = host_port_candidate("shop-1", "api", 8080, 0);
  EXPECT_EQ(host_port_candidate("shop-1", "api", 8080, 0), first);
  EXPECT_NE(host_port_candidate("shop-2", "api", 8080, 0), first);
  EXPECT_NE(host_port_candidate("shop-1", "web", 8080, 0), first);
  EXPECT_NE(host_port_candidate("shop-1", "api", 8081, 0), first);
}

}  // namespace
}  // namespace caisson::plan
