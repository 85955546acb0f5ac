#include "engine/docker/progress.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caisson::engine::docker {
namespace {

using testing::HasSubstr;

std::string layer(const std::string& id, const std::string& status, long current = 0,
                  long total = 0) {
  return fmt::format(R"({{"status":"{}","id":"{}","progressDetail":{{"current":{},"total":{}}}}})",
                     status, id, current, total);
}

TEST(PullProgress, FoldsManyMessagesIntoALinePerChange) {
  PullProgress progress;
  std::vector<std::string> lines;
  const auto feed = [&](const std::string& json) {
    if (auto line = progress.feed(json)) lines.push_back(*line);
  };
  feed(R"({"status":"Pulling from library/postgres","id":"17"})");
  feed(layer("a", "Pulling fs layer"));
  feed(layer("b", "Pulling fs layer"));
  for (long at = 0; at <= 100'000'000; at += 100'000)
    feed(layer("a", "Downloading", at, 100'000'000));
  feed(layer("a", "Download complete"));
  feed(layer("a", "Extracting", 1, 2));
  feed(layer("b", "Already exists"));
  feed(layer("a", "Pull complete"));
  feed(R"({"status":"Status: Downloaded newer image for postgres:17"})");
  EXPECT_LT(lines.size(), 20U);
  EXPECT_EQ(lines.front(), "Pulling from library/postgres");
  EXPECT_THAT(lines, testing::Contains("0 of 2 layers, 50 of 100 MB"));
  EXPECT_THAT(lines, testing::Contains("2 of 2 layers, 100 of 100 MB"));
  EXPECT_FALSE(progress.failure());
}

TEST(PullProgress, KeepsTheFailureAndSurvivesNonsense) {
  PullProgress progress;
  for (const char* text : {"", "{", "[]", R"({"status":7,"id":[]})", R"({"progressDetail":7})"})
    EXPECT_FALSE(progress.feed(text));
  EXPECT_FALSE(progress.failure());
  progress.feed(R"({"error":"plain"})");
  EXPECT_EQ(progress.failure(), "plain");
}

TEST(BuildTranscript, NamesTheStepAndItsLastOutput) {
  BuildTranscript transcript;
  const auto say = [&](const std::string& text) {
    return transcript.feed(R"({"stream":")" + text + R"("})");
  };
  EXPECT_EQ(say(R"(Step 1/2 : FROM x\n)"), "Step 1/2 : FROM x");
  say(R"(old noise\n)");
  say(R"(Step 2/2 : RUN make\n)");
  say(R"( ---> Running in 0a\n)");
  EXPECT_EQ(say("half "), "");
  EXPECT_EQ(say(R"(line\nand more\n)"), "half line\nand more");
  for (int i = 0; i < 50; ++i)
    say(fmt::format(R"(output {}\n)", i));
  transcript.feed(
      R"({"errorDetail":{"code":2,"message":"The command returned a non-zero code: 2"},"error":"x"})");
  ASSERT_TRUE(transcript.failure());
  const Error error = transcript.error("web");
  EXPECT_EQ(error.kind, ErrorKind::image);
  EXPECT_THAT(error.message,
              HasSubstr("cannot build image `web`: `Step 2/2 : RUN make` failed: The "
                        "command returned a non-zero code: 2"));
  EXPECT_THAT(error.message, HasSubstr("| output 49"));
  EXPECT_THAT(error.message, HasSubstr("| output 30"));
  EXPECT_THAT(error.message, testing::Not(HasSubstr("| output 29")));
  EXPECT_THAT(error.message, testing::Not(HasSubstr("old noise")));
  EXPECT_THAT(error.message, testing::Not(HasSubstr("--->")));
}

TEST(BuildTranscript, AFullDiskIsNotTheImagesFault) {
  BuildTranscript transcript;
  transcript.feed(R"({"error":"write /x: no space left on device"})");
  EXPECT_EQ(transcript.error("web").kind, ErrorKind::io);
}

TEST(PullFailure, TellsARefusalFromARegistryThatIsNotThere) {
  for (const char* message :
       {"manifest for postgres:99 not found: manifest unknown: manifest unknown",
        "pull access denied for x, repository does not exist or may require 'docker login'"})
    EXPECT_EQ(kind_of_pull_failure(message), ErrorKind::not_found) << message;
  for (const char* message :
       {"Get \"https://r.example/v2/\": dial tcp: lookup r.example: no such host",
        "Get \"https://r.example/v2/\": net/http: request canceled while waiting for connection "
        "(Client.Timeout exceeded while awaiting headers)",
        "Get \"https://r.example/v2/\": x509: certificate signed by unknown authority",
        "Get \"http://127.0.0.1:9/v2/\": dial tcp 127.0.0.1:9: connect: connection refused"})
    EXPECT_EQ(kind_of_pull_failure(message), ErrorKind::io) << message;
  EXPECT_EQ(kind_of_pull_failure("something else"), ErrorKind::image);
}

}  // namespace
}  // namespace caisson::engine::docker
