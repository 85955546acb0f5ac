#include "base/elf.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/elf_builder.hpp"
#include "base/file.hpp"

namespace caisson {
namespace {

using test::ElfBuilder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

ElfBuilder program() {
  return {.interpreter = "/lib64/ld-linux-x86-64.so.2",
          .needed = {"libstdc++.so.6", "libc.so.6"},
          .runpath = "$ORIGIN/lib:/opt/lib",
          .versions_needed = {{"libstdc++.so.6", {"GLIBCXX_3.4.30"}},
                              {"libc.so.6", {"GLIBC_2.34", "GLIBC_2.36"}}}};
}

TEST(Elf, TellsWhatAProgramNeeds) {
  for (const bool is_64 : {true, false}) {
    for (const bool little : {true, false}) {
      ElfBuilder builder = program();
      builder.is_64 = is_64;
      builder.little = little;
      builder.machine = 183;
      const auto elf = read_elf(builder.build());
      ASSERT_TRUE(elf.has_value()) << is_64 << little;
      EXPECT_EQ(elf->is_64, is_64);
      EXPECT_EQ(elf->machine, 183);
      EXPECT_EQ(elf->interpreter, "/lib64/ld-linux-x86-64.so.2");
      EXPECT_THAT(elf->needed, ElementsAre("libstdc++.so.6", "libc.so.6"));
      EXPECT_THAT(elf->search_paths, ElementsAre("$ORIGIN/lib", "/opt/lib"));
      EXPECT_THAT(elf->versions_needed,
                  ElementsAre(Pair("libc.so.6", ElementsAre("GLIBC_2.34", "GLIBC_2.36")),
                              Pair("libstdc++.so.6", ElementsAre("GLIBCXX_3.4.30"))));
    }
  }
}

TEST(Elf, AWeakNeedIsNone) {
  ElfBuilder builder = program();
  builder.weakly_needed = {"GLIBCXX_9"};
  EXPECT_THAT(read_elf(builder.build())->versions_needed.at("libstdc++.so.6"),
              ElementsAre("GLIBCXX_3.4.30"));
}

TEST(Elf, TellsWhatALibraryDefines) {
  ElfBuilder builder{.versions_defined = {"libm.so.6", "GLIBC_2.2.5", "GLIBC_2.36"}};
  const auto elf = read_elf(builder.build());
  ASSERT_TRUE(elf.has_value());
  EXPECT_EQ(elf->interpreter, "");
  EXPECT_THAT(elf->versions_defined, ElementsAre("GLIBC_2.2.5", "GLIBC_2.36", "libm.so.6"));
}

TEST(Elf, AnOlderSearchPathCountsWhereThereIsNoNewerOne) {
  ElfBuilder builder = program();
  builder.rpath = "/old";
  EXPECT_THAT(read_elf(builder.build())->search_paths, ElementsAre("$ORIGIN/lib", "/opt/lib"));
  builder.runpath.clear();
  EXPECT_THAT(read_elf(builder.build())->search_paths, ElementsAre("/old"));
}

TEST(Elf, RefusesWhatIsNone) {
  for (const char* text : {"", "\177EL", "#!/bin/sh\n"})
    EXPECT_EQ(to_string(read_elf(text).error()), "is no ELF file") << text;
}

/// A linker that is still writing.
TEST(Elf, RefusesEveryBeginningOfOne) {
  const std::string whole = program().build();
  for (std::size_t size = 4; size < whole.size(); ++size) {
    const auto elf = read_elf(whole.substr(0, size));
    ASSERT_TRUE(elf.has_error()) << size;
    EXPECT_EQ(to_string(elf.error()), "is an ELF file that is cut short or damaged");
  }
}

RC_GTEST_PROP(ElfProperties, ReadsNoByteBeyondADamagedFile, ()) {
  std::string file = program().build();
  const auto damages = *rc::gen::container<std::vector<std::pair<std::size_t, char>>>(
      rc::gen::pair(rc::gen::inRange<std::size_t>(4, file.size()), rc::gen::arbitrary<char>()));
  for (const auto& [at, byte] : damages)
    file[at] = byte;
  const auto elf = read_elf(file);
  RC_ASSERT(elf.has_value() || elf.error().kind == ErrorKind::io);
}

TEST(Elf, ReadsWhatACompilerMade) {
  const auto elf = read_elf(*read_file("/proc/self/exe"));
  ASSERT_TRUE(elf.has_value()) << to_string(elf.error());
  EXPECT_NE(elf->interpreter, "");
  EXPECT_THAT(elf->needed, Contains("libc.so.6"));
  EXPECT_THAT(elf->versions_needed.at("libc.so.6"), Contains(::testing::StartsWith("GLIBC_2.")));
  EXPECT_NE(machine_name(*elf), "");
}

TEST(Elf, KnowsItsLike) {
  const auto elf = read_elf(program().build());
  ElfBuilder other = program();
  EXPECT_TRUE(elf->matches(*read_elf(other.build())));
  other.machine = 183;
  EXPECT_FALSE(elf->matches(*read_elf(other.build())));
  other.machine = 62;
  other.is_64 = false;
  EXPECT_FALSE(elf->matches(*read_elf(other.build())));
  EXPECT_EQ(machine_name(*elf), "x86-64");
  EXPECT_EQ(machine_name(Elf{.machine = 4711}), "machine 0x1267");
}

}  // namespace
}  // namespace caisson
