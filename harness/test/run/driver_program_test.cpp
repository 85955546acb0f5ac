#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/elf_builder.hpp"
#include "run/driver.hpp"
#include "run/simulation.hpp"

namespace caisson::run::test {
namespace {

using model::Condition;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A program of this machine in `api`, and what the image has of what it needs.
class ProgramDriverTest : public ::testing::Test {
 protected:
  ProgramDriverTest() {
    s.graph.add("api").program = model::Program{"roller", "/b/roller"};
    const caisson::test::ElfBuilder linked{.interpreter = "/lib/ld.so",
                                           .needed = {"libc.so.6"},
                                           .versions_needed = {{"libc.so.6", {"GLIBC_2.36"}}}};
    s.site.services["api"].programs = {
        {"/usr/local/bin/roller", *read_elf(caisson::test::ElfBuilder(linked).build())}};
    s.site.services["api"].programs_hash = "1";
    s.engine.scripts["api"].files = {{"/lib/ld.so", caisson::test::ElfBuilder{}.build()},
                                     {"/lib/libc.so.6", libc("GLIBC_2.36")}};
  }
  static std::string libc(const std::string& version) {
    return caisson::test::ElfBuilder{.versions_defined = {version}}.build();
  }
  const Failure& only_failure() {
    EXPECT_THAT(s.outcome->failures, SizeIs(1));
    return s.outcome->failures.front();
  }
  Simulation s;
};

TEST_F(ProgramDriverTest, StartsWhatFits) {
  const auto outcome = s.up();
  ASSERT_TRUE(outcome && outcome->success);
  EXPECT_GE(s.engine.count("read_file"), 3U);
}

TEST_F(ProgramDriverTest, StartsNothingThatDoesNotFit) {
  s.engine.scripts["api"].files["/lib/libc.so.6"] = libc("GLIBC_2.31");
  s.graph.stack().images["base"].reference = "debian:bullseye-slim";
  ASSERT_TRUE(s.up());
  EXPECT_EQ(only_failure().awaited, "created");
  EXPECT_EQ(only_failure().error.message,
            "`roller` needs `GLIBC_2.36`, and `libc.so.6` of the image `debian:bullseye-slim` ends "
            "with `GLIBC_2.31`");
  EXPECT_EQ(s.engine.count("start_container"), 0U);
  EXPECT_THAT(s.names_of_containers(), IsEmpty());
}

/// web, which depends on it, is to be made anew as well; both run.
class ProgramReplacementTest : public ProgramDriverTest {
 protected:
  void SetUp() override {
    s.graph.add("web", {{"api", Condition::healthy}});
    ASSERT_TRUE(s.up()->success);
    m_before = s.engine.containers();
    s.graph["web"].command = {"other"};
    s.site.services["api"].programs_hash = "2";
  }
  void expect_untouched() {
    ASSERT_TRUE(s.up());
    EXPECT_EQ(only_failure().service, "api");
    EXPECT_THAT(only_failure().log_tail, IsEmpty());
    ASSERT_EQ(s.engine.containers().size(), m_before.size());
    for (const engine::Container& container : m_before) {
      const auto now = s.engine.container(container.name);
      ASSERT_TRUE(now);
      EXPECT_EQ(now->id, container.id);
      EXPECT_EQ(now->phase, engine::Phase::running);
    }
  }
  std::vector<engine::Container> m_before;
};

TEST_F(ProgramReplacementTest, AProgramThatDoesNotFitTouchesNobody) {
  const caisson::test::ElfBuilder newer{.interpreter = "/lib/ld.so",
                                        .needed = {"libc.so.6"},
                                        .versions_needed = {{"libc.so.6", {"GLIBC_2.38"}}}};
  s.site.services["api"].programs[0].elf = *read_elf(caisson::test::ElfBuilder(newer).build());
  expect_untouched();
  EXPECT_EQ(s.engine.count("create_container"), 2U) << "tried in the one that runs";
}

TEST_F(ProgramReplacementTest, AnImageThatDoesNotFitTouchesNobody) {
  s.images.version = "2";
  s.engine.scripts["shop-1-api.trial-s1"].files = {
      {"/lib/ld.so", caisson::test::ElfBuilder{}.build()}, {"/lib/libc.so.6", libc("GLIBC_2.31")}};
  expect_untouched();
  EXPECT_EQ(s.engine.count("create_container"), 3U) << "tried in one that was never started";
}

TEST_F(ProgramReplacementTest, WhatFitsIsTriedOnce) {
  const std::size_t before = s.engine.count("read_file");
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("read_file"), before * 2);
  for (const engine::Container& container : m_before)
    EXPECT_NE(s.engine.container(container.name)->id, container.id);
}

TEST_F(ProgramReplacementTest, WhatIsLeftAloneIsNotTried) {
  s.graph["web"].command = {};
  const std::size_t before = s.engine.count("read_file");
  ASSERT_TRUE(s.up({.leave = {"api"}})->success);
  EXPECT_EQ(s.engine.count("read_file"), before);
  EXPECT_EQ(s.engine.count("start_container"), 2U);
}

TEST_F(ProgramDriverTest, WhatIsLinkedToTheSameBytesIsLeftAlone) {
  ASSERT_TRUE(s.up()->success);
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("start_container"), 1U);
  s.site.services["api"].programs_hash = "2";
  ASSERT_TRUE(s.up()->success);
  EXPECT_EQ(s.engine.count("start_container"), 2U);
}

}  // namespace
}  // namespace caisson::run::test
