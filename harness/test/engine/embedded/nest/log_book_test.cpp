#include "engine/embedded/nest/log_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace {

using testing::ElementsAre;

/// A log, and who reads it over a socket.
class LogBookTest : public testing::Test {
 protected:
  LogBookTest() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    near = std::make_unique<Channel>(loop, Descriptor(ends[0]));
    far = std::make_unique<Channel>(loop, Descriptor(ends[1]));
    Channel::Callbacks callbacks;
    callbacks.frame = [this](const std::string& payload, const std::vector<Descriptor>&) {
      if (payload.front() == k_log_frame) records.feed(std::string_view(payload).substr(1));
      loop.stop();
    };
    far->listen(std::move(callbacks));
  }
  ~LogBookTest() override {
    std::filesystem::remove(path);
    std::filesystem::remove(path + ".1");
  }

  void read(bool follow) {
    reading = book.read(*near, follow, [this] { over = true; });
  }
  /// Runs the loop until so many lines have come.
  void await_lines(std::size_t number) {
    while (lines.size() < number)
      loop.run();
  }

  std::string path = testing::TempDir() + "log-book-" + std::to_string(::getpid());
  Loop loop;
  std::unique_ptr<Channel> near;
  std::unique_ptr<Channel> far;
  std::vector<std::string> lines;
  LogRecordReader records{false, [this](const LogLine& line) {
                            lines.push_back((line.from_stderr ? "e:" : "o:") + line.text);
                          }};
  LogBook book{path};
  std::shared_ptr<void> reading;
  bool over = false;
};

TEST_F(LogBookTest, TellsWhatThereIsAndTheUnfinishedLineAtTheEnd) {
  book.begin();
  book.write(false, "one\ntw");
  book.write(true, "err\n");
  book.write(false, "o\nthree");
  book.finish();
  read(false);
  await_lines(4);
  EXPECT_THAT(lines, ElementsAre("o:one", "e:err", "o:two", "o:three"));
  EXPECT_TRUE(over);
}

TEST_F(LogBookTest, WhoFollowsIsToldUntilTheContainerEnds) {
  book.begin();
  read(true);
  book.write(false, "one\n");
  await_lines(1);
  EXPECT_FALSE(over);
  book.write(false, "two");
  book.finish();
  await_lines(2);
  EXPECT_THAT(lines, ElementsAre("o:one", "o:two"));
  while (!over)
    loop.run();
}

TEST_F(LogBookTest, IsBoundedAndAFollowerMissesNothing) {
  book.begin();
  read(true);
  const std::string text(1000, 'x');
  std::size_t written = 0;
  // One and a half files, as fast as they are read.
  for (; written < 24'000; ++written) {
    book.write(false, text + "\n");
    if (written % 100 == 99) await_lines(written);
  }
  book.finish();
  await_lines(written);
  EXPECT_EQ(lines.size(), written);
  EXPECT_LE(std::filesystem::file_size(path), 16U << 20);
  EXPECT_LE(std::filesystem::file_size(path + ".1"), 16U << 20);
}

}  // namespace
}  // namespace caisson::engine::embedded
