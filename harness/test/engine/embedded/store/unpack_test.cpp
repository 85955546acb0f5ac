#include "engine/embedded/store/unpack.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <tuple>
#include <vector>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "engine/embedded/store/raw_tar.hpp"
#include "engine/embedded/store/whiteout.hpp"

namespace caisson::engine::embedded {
namespace {

namespace fs = std::filesystem;
using test::RawTar;
using testing::HasSubstr;

/// All of a tar at once.
store::ByteSource source_of(std::string bytes) {
  auto left = std::make_shared<std::string>(std::move(bytes));
  auto given = std::make_shared<bool>(false);
  return [left, given]() -> Result<std::string_view> {
    if (std::exchange(*given, true)) return std::string_view();
    return std::string_view(*left);
  };
}

/// A layer's folder, and beside it something of the machine that no layer may touch.
class Unpack : public testing::Test {
 protected:
  Unpack() {
    fs::create_directories(m_folder / "layer");
    fs::create_directories(m_folder / "machine");
    std::ofstream(m_folder / "machine/secret") << "untouched";
  }

  Result<void> unpack(const RawTar& tar, store::TarKind kind = store::TarKind::layer) {
    return store::unpack(source_of(tar.bytes()), layer(), kind);
  }
  std::string refused(const RawTar& tar) {
    const auto unpacked = unpack(tar);
    return unpacked ? "" : unpacked.error().message;
  }
  std::string layer(const std::string& below = {}) const {
    return m_folder / "layer" + (below.empty() ? "" : "/" + below);
  }
  std::string machine(const std::string& below = {}) const {
    return m_folder / "machine" + (below.empty() ? "" : "/" + below);
  }
  std::string text(const std::string& below) const {
    const auto read = read_file(layer(below));
    return read ? *read : "(none)";
  }
  struct stat look(const std::string& below) const {
    struct stat status {};
    EXPECT_EQ(::lstat(layer(below).c_str(), &status), 0) << below;
    return status;
  }
  void expect_machine_untouched() const {
    EXPECT_EQ(*read_file(machine("secret")), "untouched");
    EXPECT_EQ(std::distance(fs::directory_iterator(machine()), fs::directory_iterator()), 1);
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder.path()), fs::directory_iterator()), 2);
  }

  caisson::test::TemporaryFolder m_folder;
};

TEST_F(Unpack, KeepsWhatAnOrdinaryLayerHas) {
  ASSERT_TRUE(unpack(RawTar()
                         .folder("etc", 0750)
                         .file("etc/motd", "hello", 0640)
                         .symlink("etc/link", "motd")
                         .hardlink("etc/other", "etc/motd")
                         .file("run.sh", "#!/bin/sh", 0755)));
  EXPECT_EQ(text("etc/motd"), "hello");
  EXPECT_EQ(look("etc").st_mode & 07777U, 0750U);
  EXPECT_EQ(look("etc/motd").st_mode & 07777U, 0640U);
  EXPECT_EQ(look("etc/motd").st_mtime, 1735689600);
  EXPECT_EQ(look("etc").st_mtime, 1735689600);
  EXPECT_EQ(look("etc/other").st_ino, look("etc/motd").st_ino);
  EXPECT_EQ(fs::read_symlink(layer("etc/link")), "motd");
}

TEST_F(Unpack, APathWithDotsIsRefused) {
  for (const char* name :
       {"../machine/secret", "a/../../machine/secret", "/../machine/secret", ".."})
    EXPECT_THAT(refused(RawTar().file(name, "changed")), HasSubstr("leads out of the image"))
        << name;
  expect_machine_untouched();
}

TEST_F(Unpack, AnAbsolutePathIsOneBelowTheLayer) {
  ASSERT_TRUE(unpack(RawTar().file(machine("secret"), "changed")));
  EXPECT_EQ(text(machine("secret").substr(1)), "changed");
  expect_machine_untouched();
}

TEST_F(Unpack, NothingIsWrittenThroughALink) {
  EXPECT_THAT(refused(RawTar().symlink("away", machine()).file("away/secret", "changed")),
              HasSubstr("No such file"))
      << "it leads to nothing inside";
  ASSERT_TRUE(unpack(RawTar()
                         .folder(machine().substr(1))
                         .folder("machine")
                         .symlink("absolute", machine())
                         .file("absolute/secret", "changed")
                         .symlink("relative", "../machine")
                         .file("relative/more", "new")));
  expect_machine_untouched();
  EXPECT_EQ(text(machine("secret").substr(1)), "changed");
  EXPECT_EQ(text("machine/more"), "new");
}

TEST_F(Unpack, ALinkIsReplacedNotFollowed) {
  ASSERT_TRUE(unpack(RawTar().symlink("file", machine("secret")).file("file", "mine")));
  EXPECT_EQ(text("file"), "mine");
  ASSERT_TRUE(unpack(RawTar().symlink("folder", machine()).folder("folder").file("folder/a", "b")));
  EXPECT_EQ(text("folder/a"), "b");
  expect_machine_untouched();
}

TEST_F(Unpack, AHardLinkStaysInside) {
  EXPECT_THAT(refused(RawTar().hardlink("stolen", "../machine/secret")),
              HasSubstr("leads out of the image"));
  EXPECT_THAT(refused(RawTar().hardlink("stolen", machine("secret"))), HasSubstr("is not there"));
  EXPECT_THAT(refused(RawTar().symlink("way", machine()).hardlink("stolen", "way/secret")),
              HasSubstr("is not there"));
  ASSERT_TRUE(unpack(RawTar().symlink("secret", machine("secret")).hardlink("again", "secret")));
  EXPECT_TRUE(fs::is_symlink(layer("again"))) << "the link itself is linked, not what it leads to";
  expect_machine_untouched();
  EXPECT_EQ(fs::hard_link_count(machine("secret")), 1U);
}

TEST_F(Unpack, DeviceNodesAreLeftOut) {
  ASSERT_TRUE(unpack(RawTar().add({"dev/sda", '4'}).add({"dev/null", '3'}).file("dev/after", "x")));
  EXPECT_FALSE(fs::exists(layer("dev/sda")));
  EXPECT_FALSE(fs::exists(layer("dev/null")));
  EXPECT_EQ(text("dev/after"), "x");
}

TEST_F(Unpack, SetUserIdIsKeptBehindTheStoresClosedDoor) {
  if (::geteuid() != 0) GTEST_SKIP() << "owners are kept by root only";
  ASSERT_TRUE(unpack(RawTar().add({"su", '0', "program", {}, 04755, 0, 0})));
  EXPECT_EQ(look("su").st_mode & 07777U, 04755U);
}

TEST_F(Unpack, OddNamesAreNames) {
  const std::string newline = "a\nb";
  const std::string latin = "caf\xe9";
  const std::string greek = "\xce\xb1";
  const std::string longest(255, 'x');
  ASSERT_TRUE(unpack(RawTar()
                         .file(newline, "1")
                         .add({latin, '0', "2"})
                         .add({"p", '0', "3", {}, 0644, 0, 0, {{"path", greek}}})
                         .file(longest, "4")
                         .file("-rf *", "5")));
  EXPECT_EQ(text(newline), "1");
  EXPECT_EQ(text(latin), "2");
  EXPECT_EQ(text(greek), "3");
  EXPECT_EQ(text(longest), "4");
  EXPECT_EQ(text("-rf *"), "5");
}

TEST_F(Unpack, WhatTheFileSystemCannotHoldIsSaidWithoutItsControlCharacters) {
  EXPECT_THAT(refused(RawTar().file("\n" + std::string(300, 'x'), "")),
              testing::AllOf(HasSubstr("File name too long"), HasSubstr("\\x0a"),
                             testing::Not(HasSubstr("\n"))));
  std::string deep;
  for (int at = 0; at < 300; ++at)
    deep += "d/";
  EXPECT_THAT(refused(RawTar().file(deep + "file", "")), HasSubstr("more than 256 parts"));
}

TEST_F(Unpack, AttributesThatSteerOverlayfsAreNotTaken) {
  const std::string key = "SCHILY.xattr.";
  ASSERT_TRUE(unpack(RawTar().add({"file",
                                   '0',
                                   "x",
                                   {},
                                   0644,
                                   0,
                                   0,
                                   {{key + "trusted.overlay.redirect", "/etc"},
                                    {key + "user.overlay.opaque", "y"},
                                    {key + "user.colour", "red"}}})));
  std::string names(1024, '\0');
  const ssize_t size = ::listxattr(layer("file").c_str(), names.data(), names.size());
  ASSERT_GE(size, 0);
  names.resize(static_cast<std::size_t>(size));
  EXPECT_EQ(names.find("overlay"), std::string::npos);
  EXPECT_NE(names.find("user.colour"), std::string::npos);
}

TEST_F(Unpack, WhiteoutsBecomeThoseOfOverlayfs) {
  ASSERT_TRUE(unpack(RawTar()
                         .folder("kept")
                         .file("kept/.wh.gone", "")
                         .folder("anew")
                         .file("anew/.wh..wh..opq", "")
                         .file("kept/.wh..wh.plnk", "")));
  EXPECT_TRUE(store::is_whiteout_device(look("kept/gone")));
  EXPECT_FALSE(fs::exists(layer("kept/.wh.gone")));
  EXPECT_FALSE(fs::exists(layer("kept/.wh..wh.plnk")));
  const Descriptor anew(::open(layer("anew").c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_TRUE(store::is_opaque(anew.get()));
}

TEST_F(Unpack, AFolderInThePlaceOfWhatWasWhitedOutHidesIt) {
  ASSERT_TRUE(unpack(RawTar().file(".wh.one", "").folder("one").folder("two").file(".wh.two", "")));
  for (const char* name : {"one", "two"}) {
    const Descriptor folder(::open(layer(name).c_str(), O_RDONLY | O_DIRECTORY));
    EXPECT_TRUE(store::is_opaque(folder.get())) << name;
  }
}

TEST_F(Unpack, AWhiteoutOfNothingIsRefused) {
  for (const char* name : {".wh.", ".wh..", "a/.wh..."})
    EXPECT_THAT(refused(RawTar().file(name, "")), HasSubstr("hides nothing")) << name;
  expect_machine_untouched();
}

TEST_F(Unpack, InAContextNamesAreNames) {
  ASSERT_TRUE(unpack(RawTar().add({".wh.file", '0', "text", {}, 0644, 1234, 1234}),
                     store::TarKind::folder));
  EXPECT_EQ(text(".wh.file"), "text");
  EXPECT_EQ(look(".wh.file").st_uid, ::geteuid());
}

TEST_F(Unpack, WhatIsCutShortIsNoLayer) {
  const std::string whole = RawTar().file("a", std::string(5000, 'a')).bytes();
  EXPECT_FALSE(store::unpack(source_of(whole.substr(0, 2000)), layer(), store::TarKind::layer));
  EXPECT_FALSE(store::unpack(source_of("no tar at all, by far"), layer(), store::TarKind::layer));
}

/// Entries whose names meet each other's and lead to the machine in every way there is; where one
/// gets out, it is no further than the test's own folder.
rc::Gen<RawTar::Entry> any_entry(const std::string& machine) {
  const auto name = rc::gen::elementOf(std::vector<std::string>{
      "a", "a/", "a/secret", "a/b", "link", "link/secret", "link/machine/secret", "a/link/new",
      "../machine/new", machine + "/secret", ".wh.secret", "link/.wh.secret", "link/.wh..wh..opq"});
  const auto target = rc::gen::elementOf(std::vector<std::string>{
      machine, machine + "/secret", "..", "../machine", "a", "link", "a/link"});
  // Links and files are what it takes.
  const auto type = rc::gen::element('0', '0', '1', '2', '2', '3', '5');
  return rc::gen::map(rc::gen::tuple(name, target, type),
                      [](const std::tuple<std::string, std::string, char>& drawn) {
                        RawTar::Entry entry;
                        std::tie(entry.name, entry.link, entry.type) = drawn;
                        entry.content = entry.type == '0' ? "changed" : "";
                        entry.mode = 0755;
                        return entry;
                      });
}

TEST_F(Unpack, NoSequenceOfEntriesReachesTheMachine) {
  const bool held = rc::check([this] {
    fs::remove_all(layer());
    fs::create_directories(layer());
    RawTar tar;
    const auto entries =
        *rc::gen::resize(12, rc::gen::container<std::vector<RawTar::Entry>>(any_entry(machine())));
    for (const auto& entry : entries)
      tar.add(entry);
    static_cast<void>(unpack(tar));
    RC_ASSERT(*read_file(machine("secret")) == "untouched");
    RC_ASSERT(fs::hard_link_count(machine("secret")) == 1U);
    RC_ASSERT(std::distance(fs::directory_iterator(machine()), fs::directory_iterator()) == 1);
    RC_ASSERT(std::distance(fs::directory_iterator(m_folder.path()), fs::directory_iterator()) ==
              2);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace caisson::engine::embedded
