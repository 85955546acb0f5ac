#include "plan/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"
#include "model/arbitrary.hpp"
#include "model/builder.hpp"

namespace caisson::plan {
namespace {
using testing::ElementsAre;
using testing::Pair;

std::optional<std::string> nothing(const std::string&) {
  return std::nullopt;
}

Lookup from(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

Variables parsed(const std::string& text, const Variables& outside = {}) {
  const auto read = parse_env_file({"/s/.env", text}, from(outside));
  EXPECT_TRUE(read) << to_string(read.error());
  return read ? *read : Variables();
}

TEST(Expand, ReplacesVariablesAndKeepsEveryOtherDollar) {
  const Lookup lookup = from({{"A", "1"}, {"B_2", "${A}"}});
  EXPECT_EQ(*expand("x${A}y${B_2}z", lookup), "x1y${A}z");
  EXPECT_EQ(*expand("$$ $A $ 5$", lookup), "$ $A $ 5$");
  EXPECT_EQ(*expand("$${A}", lookup), "${A}");
}

TEST(Expand, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(expand("${NONE}", nothing).error().message, "the variable `NONE` is not set");
  EXPECT_EQ(expand("a${b", nothing).error().message, "`${b` is not understood");
  EXPECT_EQ(expand("${A:-x}", nothing).error().message, "`${A:-x}` is not understood");
  EXPECT_EQ(expand("${}", nothing).error().message, "`${}` is not understood");
}

RC_GTEST_PROP(Expand, GivesBackAnyTextWhoseDollarsAreDoubled, (const std::string& text)) {
  const std::string escaped = join(split(text, '$'), "$$");
  const auto expanded = expand(escaped, nothing);
  RC_ASSERT(expanded.has_value());
  RC_ASSERT(*expanded == text);
}

RC_GTEST_PROP(Expand, LosesNoCharacterAroundAVariable,
              (const std::string& before, const std::string& value, const std::string& after)) {
  const auto plain = [](const std::string& text) { return join(split(text, '$'), "_"); };
  const auto expanded = expand(plain(before) + "${V}" + plain(after), from({{"V", value}}));
  RC_ASSERT(expanded.has_value());
  RC_ASSERT(*expanded == plain(before) + value + plain(after));
}

TEST(ParseEnvFile, ReadsWhatDockerReads) {
  EXPECT_THAT(parsed("# comment\n"
                     "\n"
                     "A=1\n"
                     "  export B = two words  \n"
                     "C=has#hash # but this is a comment\n"
                     "D='single $X ${Y} \\n'\n"
                     "E=\"double \\\"q\\\" \\n\\t\\\\ \\$Z \\d\" # comment\n"
                     "F=\n"
                     "G=a=b\r\n"
                     "H='two\nlines'\n"
                     "I=#nothing\n"
                     "J=last"),
              ElementsAre(Pair("A", "1"), Pair("B", "two words"), Pair("C", "has#hash"),
                          Pair("D", "single $X ${Y} \\n"), Pair("E", "double \"q\" \n\t\\ $Z \\d"),
                          Pair("F", ""), Pair("G", "a=b"), Pair("H", "two\nlines"), Pair("I", ""),
                          Pair("J", "last")));
}

TEST(ParseEnvFile, ExpandsFromAboveAndFromOutside) {
  EXPECT_EQ(parsed("A=1\nB=\"${A}${C}\"\nA=2\n", {{"C", "3"}, {"A", "9"}}).at("B"), "13");
}

TEST(ParseEnvFile, TakesANameAloneFromOutside) {
  EXPECT_THAT(parsed("A\nB\n", {{"A", "x"}}), ElementsAre(Pair("A", "x")));
}

TEST(ParseEnvFile, PassesOverAByteOrderMark) {
  EXPECT_EQ(parsed("\xEF\xBB\xBF"
                   "A=1")
                .at("A"),
            "1");
}

TEST(ParseEnvFile, SaysInWhichLineItStops) {
  const auto error_of = [](const std::string& text) {
    return to_string(parse_env_file({"/s/.env", text}, nothing).error());
  };
  EXPECT_EQ(error_of("A=1\nB='x"), "/s/.env:2: the single quote is not closed\n  close it");
  EXPECT_EQ(error_of("A=\"x"), "/s/.env:1: the double quote is not closed\n  close it");
  EXPECT_EQ(error_of("H='1\n2'\nno name=1"),
            "/s/.env:3: `no name` cannot be the name of a variable\n  say NAME=value");
  EXPECT_EQ(error_of("=1"), "/s/.env:1: `` cannot be the name of a variable\n  say NAME=value");
  EXPECT_EQ(error_of("A='x' y"),
            "/s/.env:1: `y` follows the closing quote\n  quote the whole value");
  EXPECT_EQ(error_of("\nA=${B}"), "/s/.env:2: the variable `B` is not set");
}

RC_GTEST_PROP(ParseEnvFile, ReadsBackAnyQuotedValue, ()) {
  const std::string value = test::arbitrary_text();
  std::string quoted;
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') quoted += '\\';
    quoted += c;
  }
  const auto read = parse_env_file({"/s/.env", "A=\"" + quoted + "\"\nB=1\n"}, nothing);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->at("A") == value);
  RC_ASSERT(read->at("B") == "1");
}

RC_GTEST_PROP(ParseEnvFile, SurvivesAnyBytes, (const std::string& text)) {
  const auto read = parse_env_file({"/s/.env", text}, nothing);
  if (!read) RC_ASSERT(read.error().kind == ErrorKind::usage);
}

class EnvironmentOf : public testing::Test {
 protected:
  model::Stack stack = test::empty_stack();
  model::Service& api = test::add_service(stack, "api");
};

TEST_F(EnvironmentOf, PutsDeclarationOverFilesAndLaterFilesOverEarlier) {
  api.env = {{"URL", "postgres://u:${PASSWORD}@db"}, {"A", "declared"}, {"HOME_OF", "${HOME}"}};
  const std::vector<EnvFile> files{{"/s/1", "A=1\nB=1\nPASSWORD=p"}, {"/s/2", "B=2"}};
  const auto environment =
      environment_of(api, files, {{"HOME", "/root"}, {"PASSWORD", "of the shell"}});
  ASSERT_TRUE(environment);
  EXPECT_THAT(*environment,
              ElementsAre(Pair("A", "declared"), Pair("B", "2"), Pair("HOME_OF", "/root"),
                          Pair("PASSWORD", "p"), Pair("URL", "postgres://u:p@db")));
}

TEST_F(EnvironmentOf, NamesTheMissingVariableAndTheFilesLookedAt) {
  api.env = {{"URL", "${TOKEN}"}};
  const auto environment = environment_of(api, {{"/s/1", ""}, {"/s/2", ""}}, {});
  ASSERT_FALSE(environment);
  EXPECT_EQ(environment.error().kind, ErrorKind::usage);
  EXPECT_EQ(to_string(environment.error()),
            "services.api.env.URL: the variable `TOKEN` is not set\n"
            "  set it in `/s/1` or `/s/2`, or in the environment");
}

TEST_F(EnvironmentOf, NamesAllThatIsMissing) {
  api.env = {{"A", "${X}"}, {"B", "${Y}"}};
  const auto environment = environment_of(api, {}, {});
  ASSERT_FALSE(environment);
  EXPECT_EQ(environment.error().kind, ErrorKind::usage);
  EXPECT_THAT(environment.error().message, testing::HasSubstr("`X`"));
  EXPECT_THAT(environment.error().message, testing::HasSubstr("`Y`"));
}

}  // namespace
}  // namespace caisson::plan
