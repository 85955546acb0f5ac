#include "cli/command_line.hpp"

#include <gmock/gmock.h>

#include "cli/completion_script.hpp"

namespace caisson::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// What the verbs of these tests were given.
struct Given {
  std::vector<std::string> services;
  std::vector<std::string> rest;
  std::string condition;
  bool follow = false;
};
Given given;

class Eat final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", given.services, "services");
    arguments.flag("-f,--follow", given.follow, "go on");
    arguments.choice("--for", given.condition, {"healthy", "completed"}, "what");
    arguments.rest(given.rest);
  }
  Result<int> run(Context&) override { return 7; }
};

class Draw final : public Verb {
 public:
  void declare(Arguments&) override {}
  std::vector<std::string> formats() const override { return {"dot", "svg"}; }
  Result<int> run(Context&) override { return 8; }
};

const std::vector<VerbEntry>& table() {
  static const std::vector<VerbEntry> entries{
      {"eat", "eats", "caisson eat x", [] { return std::unique_ptr<Verb>(new Eat); }},
      {"draw", "draws", "caisson draw", [] { return std::unique_ptr<Verb>(new Draw); }},
      {"lurk", "is hidden", "caisson lurk", [] { return std::unique_ptr<Verb>(new Draw); }, true},
  };
  return entries;
}

class CommandLineTest : public ::testing::Test {
 protected:
  void SetUp() override { given = {}; }

  std::string refused(const std::vector<std::string>& arguments) {
    CommandLine command_line(table());
    const auto parsed = command_line.parse(arguments);
    if (!parsed) {
      EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
      return to_string(parsed.error());
    }
    return "accepted";
  }
};

TEST_F(CommandLineTest, TakesSharedOptionsBeforeAndBehindTheVerb) {
  CommandLine command_line(table());
  const auto parsed =
      command_line.parse({"--mode", "m", "eat", "a", "--profile", "p,q", "b", "-f", "--dry-run"});
  ASSERT_TRUE(parsed.has_value());
  ASSERT_NE(parsed->verb, nullptr);
  EXPECT_THAT(given.services, ElementsAre("a", "b"));
  EXPECT_TRUE(given.follow);
  EXPECT_EQ(command_line.options().mode, "m");
  EXPECT_THAT(command_line.options().profiles, ElementsAre("p", "q"));
  EXPECT_TRUE(command_line.options().dry_run);
  EXPECT_EQ(command_line.options().format, "text");
}

TEST_F(CommandLineTest, PassesOnWhatIsBehindTheDashes) {
  CommandLine command_line(table());
  ASSERT_TRUE(command_line.parse({"eat", "a", "--", "ls", "-f", "--", "--mode"}).has_value());
  EXPECT_THAT(given.services, ElementsAre("a"));
  EXPECT_THAT(given.rest, ElementsAre("ls", "-f", "--", "--mode"));
  EXPECT_FALSE(given.follow);
}

TEST_F(CommandLineTest, NamesTheNearestVerb) {
  EXPECT_THAT(refused({"eta"}), HasSubstr("unknown verb `eta`"));
  EXPECT_THAT(refused({"eta"}), HasSubstr("`eat`"));
}

TEST_F(CommandLineTest, NamesNoHiddenVerb) {
  EXPECT_EQ(refused({"lurkk"}).find("`lurk`"), std::string::npos);
}

TEST_F(CommandLineTest, NamesTheNearestOption) {
  EXPECT_EQ(refused({"eat", "--folow"}), "unknown option `--folow`\n  did you mean `--follow`?");
  EXPECT_EQ(refused({"eat", "--mod=x"}), "unknown option `--mod`\n  did you mean `--mode`?");
  EXPECT_EQ(refused({"eat", "--xyzzy"}), "unknown option `--xyzzy`\n  See `caisson --help`.");
}

TEST_F(CommandLineTest, NamesTheNearestValue) {
  EXPECT_THAT(refused({"eat", "--for", "healty"}), HasSubstr("--for: unknown value `healty`"));
  EXPECT_THAT(refused({"eat", "--for", "healty"}), HasSubstr("`healthy`"));
  EXPECT_THAT(refused({"eat", "--progress", "pain"}), HasSubstr("`plain`"));
  EXPECT_THAT(refused({"eat", "--format", "svg"}), HasSubstr("--format: unknown value `svg`"));
}

TEST_F(CommandLineTest, WantsAVerb) {
  EXPECT_EQ(refused({}), "a verb is missing\n  See `caisson --help`.");
}

TEST_F(CommandLineTest, RefusesWhatAVerbDoesNotTake) {
  EXPECT_EQ(refused({"draw", "x"}), "`x` is one argument too many\n  See `caisson draw --help`.");
  EXPECT_EQ(refused({"draw", "--", "x"}), "`draw` takes no `--`\n  See `caisson draw --help`.");
  EXPECT_EQ(refused({"eat", "--mode"}), "`--mode` wants a value\n  See `caisson eat --help`.");
}

TEST_F(CommandLineTest, TakesEachVerbsOwnFormats) {
  CommandLine command_line(table());
  ASSERT_TRUE(command_line.parse({"draw"}).has_value());
  EXPECT_EQ(command_line.options().format, "dot");
}

TEST_F(CommandLineTest, ShowsAnExampleWithTheHelp) {
  CommandLine command_line(table());
  const auto parsed = command_line.parse({"eat", "--help"});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->verb, nullptr);
  EXPECT_THAT(parsed->help, HasSubstr("Example:\n  caisson eat x"));
  CommandLine whole(table());
  const auto all = whole.parse({"--help"});
  ASSERT_TRUE(all.has_value());
  EXPECT_THAT(all->help, HasSubstr("eats"));
  EXPECT_EQ(all->help.find("is hidden"), std::string::npos);
}

TEST_F(CommandLineTest, EveryVerbHasSummaryAndExample) {
  for (const auto& entry : verbs()) {
    EXPECT_FALSE(entry.summary.empty()) << entry.name;
    EXPECT_EQ(entry.example.find("caisson ") == std::string_view::npos, false) << entry.name;
    EXPECT_NE(entry.make(), nullptr) << entry.name;
  }
}

TEST_F(CommandLineTest, CompletesVerbsOptionsAndValues) {
  const CommandLine command_line(table());
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = completion_script(shell, command_line.describe());
    ASSERT_TRUE(script.has_value());
    for (const char* word : {"eat", "draw", "follow", "manifest", "healthy completed",
                             "completion services", "completion modes"}) {
      EXPECT_THAT(*script, HasSubstr(word)) << shell;
    }
    EXPECT_EQ(script->find("lurk"), std::string::npos);
  }
  const auto unknown = completion_script("bsh", command_line.describe());
  ASSERT_TRUE(unknown.has_error());
  EXPECT_THAT(to_string(unknown.error()), HasSubstr("unknown shell `bsh`"));
}

}  // namespace
}  // namespace caisson::cli
