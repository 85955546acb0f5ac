#include "run/program_fit.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/elf_builder.hpp"

namespace caisson::run {
namespace {

using test::ElfBuilder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string k_linker = "/lib64/ld-linux-x86-64.so.2";
const std::string k_libc = "/lib/x86_64-linux-gnu/libc.so.6";
const std::string k_libstdcxx = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";

class ProgramFitTest : public ::testing::Test {
 protected:
  ProgramFitTest() {
    image[k_linker] = ElfBuilder{}.build();
    image[k_libc] = library({"libc.so.6", "GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.36"});
    image[k_libstdcxx] = library({"libstdc++.so.6", "GLIBCXX_3.4.30"});
  }

  static std::string library(std::vector<std::string> versions) {
    return ElfBuilder{.versions_defined = std::move(versions)}.build();
  }

  /// What it says of the image; empty: it fits.
  std::string said() {
    ProgramFit fit({"/usr/local/bin/roller", *read_elf(program.build())}, "debian:12",
                   library_path);
    while (const auto wanted = fit.wanted()) {
      asked.push_back(*wanted);
      const auto file = image.find(*wanted);
      fit.answer(file == image.end() ? std::nullopt : std::optional(file->second));
    }
    return fit.misfit() ? to_string(*fit.misfit()) : "";
  }

  ElfBuilder program{.interpreter = k_linker,
                     .needed = {"libstdc++.so.6", "libc.so.6"},
                     .versions_needed = {{"libstdc++.so.6", {"GLIBCXX_3.4.30"}},
                                         {"libc.so.6", {"GLIBC_2.9", "GLIBC_2.36"}}}};
  std::string library_path;
  std::map<std::string, std::string> image;
  std::vector<std::string> asked;
};

TEST_F(ProgramFitTest, FitsWhereAllIsThere) {
  EXPECT_EQ(said(), "");
}

TEST_F(ProgramFitTest, AStaticProgramFitsEverywhere) {
  program = ElfBuilder{};
  image.clear();
  EXPECT_EQ(said(), "");
  EXPECT_THAT(asked, IsEmpty());
}

TEST_F(ProgramFitTest, AnotherGlibcIsNamedByVersion) {
  program.versions_needed[1].second = {"GLIBC_2.34", "GLIBC_2.38", "GLIBC_2.9"};
  image[k_libc] = library({"libc.so.6", "GLIBC_2.9", "GLIBC_2.31"});
  EXPECT_EQ(said(),
            "`roller` needs `GLIBC_2.38`, and `libc.so.6` of the image `debian:12` ends with "
            "`GLIBC_2.31`\n  take an image as new as the machine that builds it, build it in that "
            "image, or link it statically");
}

TEST_F(ProgramFitTest, AnotherLibstdcxxHasAnotherWayOut) {
  image[k_libstdcxx] = library({"libstdc++.so.6", "GLIBCXX_3.4.28", "CXXABI_1.3"});
  EXPECT_EQ(said(),
            "`roller` needs `GLIBCXX_3.4.30`, and `libstdc++.so.6` of the image `debian:12` ends "
            "with `GLIBCXX_3.4.28`\n  take an image as new as the machine that builds it, build it "
            "in that image, or link it with -static-libstdc++ -static-libgcc");
}

TEST_F(ProgramFitTest, ALibraryWithoutVersionsIsAnother) {
  image[k_libc] = library({});
  EXPECT_EQ(said().substr(0, 82),
            "`roller` needs `GLIBC_2.36`, and `libc.so.6` of the image `debian:12` has nothing ");
}

TEST_F(ProgramFitTest, AMissingLibraryIsNamed) {
  program.needed.push_back("libpq.so.5");
  EXPECT_EQ(said(),
            "`roller` needs the library `libpq.so.5`, which the image `debian:12` does not have\n"
            "  install it in the image, or link it statically");
}

TEST_F(ProgramFitTest, AnImageWithoutGlibcIsNamed) {
  image.clear();
  EXPECT_EQ(
      said(),
      "`roller` is started by `/lib64/ld-linux-x86-64.so.2`, which the image `debian:12` does "
      "not have\n  take an image with glibc, like debian:bookworm-slim, or link it with "
      "-static");
}

TEST_F(ProgramFitTest, AnImageForAnotherMachineIsNamed) {
  image[k_linker] = ElfBuilder{.machine = 183}.build();
  EXPECT_EQ(said(),
            "`roller` is for x86-64, the image `debian:12` for AArch64\n  build it for the image's "
            "machine, or take an image for its own");
}

TEST_F(ProgramFitTest, LooksWhereTheProgramAndItsEnvironmentSay) {
  program.needed = {"libown.so"};
  program.runpath = "$ORIGIN/../lib:${ORIGIN}";
  library_path = "/opt/lib:";
  EXPECT_NE(said(), "");
  asked.resize(5);
  EXPECT_THAT(asked, ElementsAre(k_linker, "/etc/ld.so.cache", "/opt/lib/libown.so",
                                 "/usr/local/bin/../lib/libown.so", "/usr/local/bin/libown.so"));
}

TEST_F(ProgramFitTest, PassesOverALibraryForAnotherMachine) {
  image["/opt/lib/libc.so.6"] = ElfBuilder{.is_64 = false, .machine = 3}.build();
  library_path = "/opt/lib";
  EXPECT_EQ(said(), "");
  EXPECT_THAT(asked, Contains(k_libc));
}

TEST_F(ProgramFitTest, APathIsNotSearchedFor) {
  program.needed = {"/opt/libown.so"};
  image["/opt/libown.so"] = library({});
  EXPECT_EQ(said(), "");
  EXPECT_THAT(asked, Not(Contains(k_libc)));
}

}  // namespace
}  // namespace caisson::run
