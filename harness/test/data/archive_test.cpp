#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/temporary_folder.hpp"
#include "data/archive_reader.hpp"
#include "data/archive_writer.hpp"
#include "data/tar_header.hpp"

namespace caisson::data {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Time k_now{std::chrono::seconds(1795851000)};

class Archive : public ::testing::Test {
 protected:
  std::string path() const { return m_folder / "shop.tar"; }

  ArchiveWriter begun() {
    auto writer = ArchiveWriter::create(path(), k_now);
    if (!writer) throw std::runtime_error(to_string(writer.error()));
    return std::move(*writer);
  }

  static ArchiveWriter::Written add(ArchiveWriter& writer, const std::string& name,
                                    const std::string& bytes) {
    EXPECT_TRUE(writer.begin(name).has_value());
    EXPECT_TRUE(writer.append(bytes.substr(0, bytes.size() / 2)).has_value());
    EXPECT_TRUE(writer.append(bytes.substr(bytes.size() / 2)).has_value());
    return *writer.end();
  }

  /// A whole backup with one part.
  void write(const std::string& dump) {
    ArchiveWriter writer = begun();
    const auto written = add(writer, "db.dump", dump);
    Header header{"shop", "shop-1", rfc3339(k_now), "1", "abc", {}};
    header.parts = {
        {{"db", Kind::postgres, "shop"}, "sha256:1", written.size, written.sha256, {}, "db.dump"}};
    add(writer, k_header_file, to_json(header));
    ASSERT_TRUE(writer.finish().has_value());
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
      names.push_back(entry.path().filename().string());
    return names;
  }

  /// What is wrong with the archive; empty: nothing.
  std::string fault() const {
    const auto reader = ArchiveReader::open(path());
    if (!reader) return reader.error().message;
    const auto checked = reader->check();
    return checked ? std::string() : checked.error().message;
  }

  test::TemporaryFolder m_folder;
};

TEST_F(Archive, GivesBackWhatWasWritten) {
  const std::string dump(1000, 'x');
  write(dump);
  const auto reader = ArchiveReader::open(path());
  ASSERT_TRUE(reader.has_value()) << to_string(reader.error());
  EXPECT_TRUE(reader->check().has_value());
  EXPECT_EQ(reader->text_of("db.dump").value(), dump);
  EXPECT_EQ(reader->header().made_at, "2026-11-28T07:30:00Z");
  EXPECT_EQ(reader->header().parts.at(0).sha256, sha256_hex(dump));
}

TEST_F(Archive, IsReadByTar) {
  write("some bytes");
  const std::string command = "tar -xOf " + path() + " db.dump > " + (m_folder / "out");
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(read_file(m_folder / "out").value(), "some bytes");
}

TEST_F(Archive, IsForItsOwnerAlone) {
  write("x");
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Archive, IsThereWhenItIsWholeOnly) {
  {
    ArchiveWriter writer = begun();
    add(writer, "db.dump", "half");
    EXPECT_FALSE(file_exists(path()));
  }
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Archive, TakesTheNameOfNoOther) {
  write("first");
  ArchiveWriter writer = begun();
  const auto finished = writer.finish();
  ASSERT_FALSE(finished.has_value());
  EXPECT_THAT(finished.error().message, HasSubstr("File exists"));
  EXPECT_EQ(ArchiveReader::open(path())->text_of("db.dump").value(), "first");
}

TEST_F(Archive, SaysThatADiskIsFull) {
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Result<void> appended;
  {
    ArchiveWriter writer = begun();
    ASSERT_TRUE(writer.begin("db.dump").has_value());
    appended = writer.append(std::string(8192, 'x'));
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(appended.has_value());
  EXPECT_EQ(appended.error().message, "cannot write the backup: File too large");
  EXPECT_EQ(appended.error().place, path());
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Archive, IsRefusedWhereverItIsCutOff) {
  write("some bytes of a dump");
  const std::string whole = *read_file(path());
  // Two blocks of zeros end it; the first is what is missed.
  for (std::size_t size = 0; size <= whole.size() - 2 * k_tar_block; size += 64) {
    ASSERT_TRUE(overwrite_file(path(), whole.substr(0, size)).has_value());
    EXPECT_NE(fault(), "") << "cut off after " << size << " of " << whole.size();
  }
}

TEST_F(Archive, IsRefusedWhereverAPartWasChanged) {
  write("some bytes of a dump");
  const std::string whole = *read_file(path());
  const std::size_t begin = whole.find("some bytes");
  for (std::size_t at = begin; at < begin + 20; ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    ASSERT_TRUE(overwrite_file(path(), changed).has_value());
    EXPECT_EQ(fault(), "`db.dump` in the backup is not what was saved");
  }
}

TEST_F(Archive, SaysWhatIsNone) {
  EXPECT_EQ(ArchiveReader::open(m_folder / "away").error().message,
            "cannot open the backup: No such file or directory");
  ASSERT_TRUE(write_file(path(), std::string(2000, 'x')).has_value());
  EXPECT_EQ(fault(), "this is no backup");
}

TEST(TarHeader, KnowsSizesOfEightGibibytesAndMore) {
  for (const std::int64_t size : {std::int64_t{0}, (std::int64_t{1} << 33) - 1,
                                  std::int64_t{1} << 33, std::int64_t{1} << 45}) {
    const auto entry = tar_entry(tar_header({"a", size}, 0));
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->size, size);
    EXPECT_EQ(entry->name, "a");
  }
}

TEST(TarHeader, ADamagedOneIsNone) {
  const TarBlock sound = tar_header({"a", 5}, 0);
  constexpr std::size_t k_blank = 155;  // ends the checksum, and counts for nothing
  for (std::size_t at = 0; at < sound.size(); ++at) {
    if (at == k_blank) continue;
    TarBlock damaged = sound;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    const auto entry = tar_entry(damaged);
    EXPECT_FALSE(entry.has_value()) << at;
  }
}

}  // namespace
}  // namespace caisson::data
