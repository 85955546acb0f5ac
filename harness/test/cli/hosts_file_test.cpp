#include "cli/hosts_file.hpp"

#include <gmock/gmock.h>

#include "model/builder.hpp"

namespace caisson::cli {
namespace {

using ::testing::ElementsAre;

constexpr const char* k_begin = "# caisson: names of `shop`, begin\n";
constexpr const char* k_end = "# caisson: names of `shop`, end\n";

std::string block(const std::string& lines) {
  return k_begin + lines + k_end;
}

TEST(HostsFile, NamesAreTheRoutesBelowTheDomainEachOnce) {
  model::Stack stack = test::empty_stack();
  test::add_service(stack, "web").routes = {{"www", 8080}, {"shop", 8080}};
  test::add_service(stack, "api").routes = {{"api", 8080}, {"www", 8081}};
  test::add_service(stack, "db");
  EXPECT_THAT(routed_names(stack),
              ElementsAre("api.shop.local", "shop.shop.local", "www.shop.local"));
}

TEST(HostsFile, LinesLeadToThisMachine) {
  EXPECT_EQ(hosts_lines({"a.shop.local", "b.shop.local"}),
            "127.0.0.1 a.shop.local\n127.0.0.1 b.shop.local\n");
}

TEST(HostsFile, ABlockIsAddedAtTheEnd) {
  EXPECT_EQ(*with_hosts_block("::1 localhost\n", "shop", "one\n"),
            "::1 localhost\n" + block("one\n"));
  EXPECT_EQ(*with_hosts_block("", "shop", "one\n"), block("one\n"));
}

TEST(HostsFile, ALastLineWithoutAnEndGetsOne) {
  EXPECT_EQ(*with_hosts_block("::1 localhost", "shop", "one\n"),
            "::1 localhost\n" + block("one\n"));
}

TEST(HostsFile, ABlockTakesThePlaceOfTheOneBefore) {
  const std::string before = "a\n" + block("one\n") + "b\n";
  EXPECT_EQ(*with_hosts_block(before, "shop", "two\n"), "a\n" + block("two\n") + "b\n");
  EXPECT_EQ(*with_hosts_block(before, "shop", "one\n"), before);
}

TEST(HostsFile, TheBlockOfAnotherStackStays) {
  const std::string other = *with_hosts_block("", "bank", "two\n");
  EXPECT_EQ(*with_hosts_block(other, "shop", "one\n"), other + block("one\n"));
}

TEST(HostsFile, WhatOnlyMentionsABlockIsNone) {
  const std::string mention = std::string("# not ") + k_begin;
  EXPECT_EQ(*with_hosts_block(mention, "shop", "one\n"), mention + block("one\n"));
}

TEST(HostsFile, ABlockWithoutAnEndIsLeftAlone) {
  const auto result = with_hosts_block(std::string(k_begin) + "one\n", "shop", "two\n");
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()),
            "the block of stack `shop` has no end\n  Remove it, from the line that begins it on.");
}

}  // namespace
}  // namespace caisson::cli
