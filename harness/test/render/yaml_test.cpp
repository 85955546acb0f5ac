#include "render/yaml.hpp"

#include <gtest/gtest.h>

namespace caisson::render {
namespace {
using Json = nlohmann::ordered_json;

TEST(Yaml, IsInBlocksAndKeepsTheOrder) {
  const Json document{{"services", {{"db", {{"image", "postgres:17"}, {"ports", {1, 2}}}}}},
                      {"a", Json::object()},
                      {"b", Json::array()},
                      {"c", nullptr},
                      {"d", true}};
  EXPECT_EQ(yaml_text(document, "made by\n\nhand"),
            "# made by\n"
            "#\n"
            "# hand\n"
            "services:\n"
            "  db:\n"
            "    image: postgres:17\n"
            "    ports:\n"
            "      - 1\n"
            "      - 2\n"
            "a: {}\n"
            "b: []\n"
            "c: null\n"
            "d: true\n");
}

/// One text as the only value of a document.
std::string written(const std::string& text) {
  const std::string document = yaml_text(Json{{"k", text}}, "");
  return document.substr(3, document.size() - 4);
}

TEST(Yaml, QuotesWhatAReaderMightTakeForSomethingElse) {
  for (const char* text : {"on",    "Off",   "y",          "N",
                           "yes",   "NO",    "true",       "False",
                           "null",  "~",     "",           " ",
                           "1.10",  "0123",  "0x1F",       "0o7",
                           "1e3",   ".5",    "+1",         "-1",
                           "22:22", "1_000", "2024-01-01", ".inf",
                           ".NaN",  "=",     "<<",         "a: b",
                           "a:",    "a #b",  "#a",         "-",
                           "- a",   "?",     "a ",         " a",
                           "@a",    "`a",    "!a",         "&a",
                           "*a",    "%a",    "|",          ">",
                           "{a",    "[a",    "a,b",        "'a'",
                           "a\nb",  "ü",     "${X}",       "127.0.0.1:80:80"}) {
    EXPECT_EQ(written(text).front(), '"') << text;
  }
}

TEST(Yaml, LeavesOrdinaryWordsAsTheyAre) {
  for (const char* text :
       {"postgres:17-bullseye", "./data", "../../data", "/ready", "CMD", "NODE_ENV",
        "service_healthy", "no-new-privileges:true", "a b", "dice_db", "once"}) {
    EXPECT_EQ(written(text), text);
  }
}

TEST(Yaml, PutsAShortListOfTextsOnALine) {
  EXPECT_EQ(yaml_text(Json{{"k", {"CMD", "a:b", "1", "/x"}}}, ""),
            "k: [CMD, \"a:b\", \"1\", /x]\n");
  EXPECT_EQ(yaml_text(Json{{"k", {std::string(72, 'a'), "b"}}}, ""),
            "k:\n  - " + std::string(72, 'a') + "\n  - b\n");
}

TEST(Yaml, LeavesLinesAsTheyAreWhereThatIsSafe) {
  EXPECT_EQ(yaml_text(Json{{"k", {{"a", "one:\n  two # 2\n\nthree\n"}, {"b", 1}}}}, ""),
            "k:\n  a: |\n    one:\n      two # 2\n\n    three\n  b: 1\n");
  for (const char* text : {"a\nb", "a\n", "a\nb\n\n", " a\nb\n", "\na\nb\n", "a\n\tb\n", "ü\nb\n"})
    EXPECT_EQ(written(text).front(), '"') << text;
}

TEST(Yaml, EscapesInsideQuotes) {
  EXPECT_EQ(written("a\"b\\c\td\n"), R"("a\"b\\c\td\n")");
  EXPECT_EQ(written("\x7f é \u2028 🐳"), R"("\x7f \xe9 \u2028 \U0001f433")");
}

}  // namespace
}  // namespace caisson::render
