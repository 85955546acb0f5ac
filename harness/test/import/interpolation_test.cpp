#include "import/interpolation.hpp"

#include <gtest/gtest.h>

namespace caisson::import {
namespace {

std::optional<std::string> lookup(const std::string& name) {
  if (name == "SET") return "value";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

Interpolated of(const std::string& text) {
  auto result = interpolate(text, lookup);
  if (result) return std::move(*result);
  ADD_FAILURE() << text << ": " << to_string(result.error());
  return {};
}

std::string refusal(const std::string& text) {
  const auto result = interpolate(text, lookup);
  return result ? "" : to_string(result.error());
}

TEST(Interpolation, EveryFormOfTheSpecification) {
  const std::pair<const char*, const char*> cases[] = {
      {"a $SET b", "a value b"},
      {"a${SET}b", "avalueb"},
      {"$$SET ${SET}", "$SET value"},
      {"[$UNSET]", "[]"},
      {"[${UNSET}]", "[]"},
      {"${UNSET:-default}", "default"},
      {"${UNSET-default}", "default"},
      {"${EMPTY:-default}", "default"},
      {"[${EMPTY-default}]", "[]"},
      {"${SET:-default}", "value"},
      {"${SET:?must}", "value"},
      {"[${EMPTY?must}]", "[]"},
      {"${SET:+other}", "other"},
      {"[${EMPTY:+other}]", "[]"},
      {"${EMPTY+other}", "other"},
      {"[${UNSET+other}]", "[]"},
      {"${UNSET:-${SET}}", "value"},
      {"${UNSET:-${UNSET:-deep}}", "deep"},
      {"${UNSET:-a$SET}", "avalue"},
      {"${UNSET:-$$}", "$"},
      {"${UNSET:-}", ""},
      {"${SET:+${UNSET:-x}}", "x"},
      {"${UNSET:-http://localhost:80/}", "http://localhost:80/"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(of(text).text, expected) << text;
}

TEST(Interpolation, DefersWhatDependsOnVariables) {
  EXPECT_EQ(of("a${SET:-b}c$$d").deferred, "a${SET}c$$d");
  EXPECT_EQ(of("${UNSET:-x${SET}}").deferred, "x${SET}");
  EXPECT_EQ(of("${SET:+x}").deferred, "x");
  EXPECT_EQ(of("${UNSET}$SET").variables, std::vector<std::string>{"SET"});
  EXPECT_EQ(of("${UNSET}$SET").unset, std::vector<std::string>{"UNSET"});
}

TEST(Interpolation, AVariableThatMustBeSet) {
  const std::string remedy = "\n  set it in the environment, or in `.env` beside the file";
  EXPECT_EQ(refusal("${UNSET:?}"), "the variable `UNSET` must be set" + remedy);
  EXPECT_EQ(refusal("${UNSET?say ${SET}}"), "the variable `UNSET` must be set: say value" + remedy);
  EXPECT_EQ(refusal("${EMPTY:?why}"), "the variable `EMPTY` must be set: why" + remedy);
}

TEST(Interpolation, WhatIsNotUnderstood) {
  for (const std::string text :
       {"${", "${SET", "${}", "${1A}", "${SET/a/b}", "${SET:}", "$ 5", "$"}) {
    EXPECT_EQ(refusal(text), "`" + text +
                                 "` is not understood\n"
                                 "  say `${NAME}` for a variable and `$$` for a dollar sign");
  }
  std::string deep = "x";
  for (int i = 0; i < 40; ++i)
    deep = "${UNSET:-" + deep + "}";
  EXPECT_NE(refusal(deep), "");
}

}  // namespace
}  // namespace caisson::import
