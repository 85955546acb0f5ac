#include "engine/docker/archive.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace caisson::engine::docker {
namespace {

std::string entry(char type, const std::string& content, const std::string& link = {}) {
  std::string header(512, '\0');
  header.replace(0, 4, "file");
  header.replace(124, 11, fmt::format("{:011o}", content.size()));
  header[156] = type;
  header.replace(157, link.size(), link);
  std::string blocks = content;
  blocks.resize((content.size() + 511) / 512 * 512);
  return header + blocks;
}

TEST(Archive, HasTheContentOfAFile) {
  const auto file = first_entry(entry('0', "hello") + std::string(1024, '\0'));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->kind, Archived::Kind::file);
  EXPECT_EQ(file->content, "hello");
}

TEST(Archive, SaysWhereALinkLeads) {
  const auto link = first_entry(entry('2', "", "libm.so.6.1"));
  ASSERT_TRUE(link.has_value());
  EXPECT_EQ(link->kind, Archived::Kind::link);
  EXPECT_EQ(link->link, "libm.so.6.1");
}

TEST(Archive, RecordsInFrontSayItBetter) {
  const auto link =
      first_entry(entry('x', "12 size=11\n17 linkpath=/a/b\n") + entry('2', "", "cut"));
  ASSERT_TRUE(link.has_error());  // a link of 11 bytes, which are not there
  const auto good = first_entry(entry('x', "17 linkpath=/a/b\n") + entry('2', "", "cut"));
  ASSERT_TRUE(good.has_value());
  EXPECT_EQ(good->link, "/a/b");
}

TEST(Archive, AFolderIsNeither) {
  EXPECT_EQ(first_entry(entry('5', ""))->kind, Archived::Kind::other);
}

TEST(Archive, RefusesOneThatIsCutShort) {
  const std::string whole = entry('x', "17 linkpath=/a/b\n") + entry('0', "hello");
  for (const std::size_t size : {0U, 511U, 512U, 600U, 1024U, 1535U, 1536U}) {
    const auto file = first_entry(whole.substr(0, size));
    ASSERT_TRUE(file.has_error()) << size;
    EXPECT_EQ(file.error().message, "the engine sent an archive that is cut short");
  }
}

TEST(Archive, LinksLeadFromTheirFolder) {
  EXPECT_EQ(link_target("/usr/lib/libm.so", "libm.so.6"), "/usr/lib/libm.so.6");
  EXPECT_EQ(link_target("/usr/lib/libm.so", "../../lib/x"), "/lib/x");
  EXPECT_EQ(link_target("/usr/lib/libm.so", "/etc/x"), "/etc/x");
  EXPECT_EQ(link_target("/a", "../../../b"), "/b");
}

}  // namespace
}  // namespace caisson::engine::docker
