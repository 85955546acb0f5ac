#include "import/yaml.hpp"

#include <gtest/gtest.h>

namespace caisson::import {
namespace {

Result<Node> parse(const std::string& text) {
  return parse_yaml(text, std::make_shared<const Origin>(Origin{"compose.yaml", "/shop"}));
}

std::string refusal(const std::string& text) {
  const auto node = parse(text);
  return node ? "" : to_string(node.error());
}

TEST(Yaml, KeepsOrderLinesAndQuotes) {
  const auto root = parse("b: 'no'\na:\n  - 1\n  - \"1\"\nc:\n");
  ASSERT_TRUE(root) << to_string(root.error());
  ASSERT_EQ(root->entries.size(), 3u);
  EXPECT_EQ(root->entries[0].key, "b");
  EXPECT_TRUE(root->entries[0].value.quoted);
  const Node& list = root->entries[1].value;
  EXPECT_EQ(place_of(list.items[1]), "compose.yaml:4");
  EXPECT_TRUE(is_number(list.items[0]));
  EXPECT_FALSE(is_number(list.items[1]));
  EXPECT_EQ(root->entries[2].value.kind, Node::Kind::null);
}

TEST(Yaml, TellsNumbersAndTruthValuesFromText) {
  const auto root = parse("[1, -2.5, .5, 1e3, 1.2.3, 0x1F, 5432:5432, true, yes, 'true', '']");
  ASSERT_TRUE(root);
  std::string kinds;
  for (const Node& item : root->items)
    kinds += is_number(item) ? 'n' : is_truth_value(item) ? 't' : '-';
  EXPECT_EQ(kinds, "nnnn---t---");
}

TEST(Yaml, AnEmptyDocumentIsNull) {
  const auto root = parse("# nothing\n");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->kind, Node::Kind::null);
}

TEST(Yaml, ResolvesAliasesAndMergeKeys) {
  const auto root = parse(
      "x-a: &a {one: 1, two: 2}\n"
      "x-b: &b {two: b, three: b}\n"
      "own:\n  <<: [*a, *b]\n  one: own\n"
      "alias: *a\n");
  ASSERT_TRUE(root) << to_string(root.error());
  const Node& own = *root->find("own");
  EXPECT_EQ(own.find("one")->text, "own");
  EXPECT_EQ(own.find("two")->text, "2");
  EXPECT_EQ(own.find("three")->text, "b");
  EXPECT_EQ(own.find("<<"), nullptr);
  EXPECT_EQ(root->find("alias")->find("one")->text, "1");
}

TEST(Yaml, BillionLaughsAreRefused) {
  std::string text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    std::string list = before;
    for (int j = 1; j < 10; ++j)
      list += ", " + before;
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + list + "]\n";
  }
  EXPECT_EQ(refusal(text),
            "compose.yaml:6:10: has more than 200000 values, aliases resolved\n"
            "  an alias of aliases grows by itself: write out what is meant");
}

TEST(Yaml, DepthIsBounded) {
  EXPECT_EQ(refusal(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(refusal(std::string(65, '[') + std::string(65, ']')),
            "compose.yaml:1:65: is nested more than 64 levels deep\n"
            "  no compose file needs that");
}

TEST(Yaml, LengthIsBounded) {
  EXPECT_EQ(refusal("a: " + std::string(k_most_bytes, 'x')),
            "compose.yaml: is longer than 4000000 bytes\n  is it a compose file?");
}

TEST(Yaml, AKeyTwice) {
  EXPECT_EQ(refusal("a: 1\nb: 2\na: 3\n"),
            "compose.yaml:3:1: the key `a` is given twice\n"
            "  the first is in line 1: keep one of them");
}

TEST(Yaml, AKeyThatIsNoWord) {
  EXPECT_EQ(refusal("? [a]\n: 1\n"), "compose.yaml:1:3: a key is a word, not a list");
}

TEST(Yaml, AMergeOfNoMap) {
  EXPECT_EQ(refusal("<<: 5\n"),
            "compose.yaml:1:1: `<<` takes a map, or a list of maps\n"
            "  write it like `<<: *defaults`");
}

TEST(Yaml, AnAliasInsideItself) {
  EXPECT_EQ(refusal("a: &a [*a]\n"),
            "compose.yaml:1:8: the alias stands inside of what it stands for\n  take it out");
}

TEST(Yaml, AnUnknownTag) {
  EXPECT_EQ(refusal("a: !vault x\n"),
            "compose.yaml:1:4: the tag `!vault` is not understood\n"
            "  compose knows `!reset` and `!override`");
}

TEST(Yaml, ASecondDocument) {
  EXPECT_EQ(refusal("a: 1\n---\nb: 2\n"),
            "compose.yaml:2:1: a second document begins here\n  put it into a file of its own");
}

TEST(Yaml, WhatIsNoYaml) {
  EXPECT_EQ(refusal("a: [1, 2\n"), "compose.yaml:2:1: is not YAML: end of sequence flow not found");
  EXPECT_EQ(refusal("a: *nobody\n"),
            "compose.yaml:1:4: is not YAML: the referenced anchor is not defined");
}

}  // namespace
}  // namespace caisson::import
