#include "tenant/json.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tenant/utf8.hpp"

namespace caisson::tenant {
namespace {

std::string dumped(std::string_view text) {
  const auto json = Json::parse(text);
  return json ? json->dump() : "(refused)";
}

std::string text_of(std::string_view text) {
  const auto json = Json::parse(text);
  return json && json->kind() == Json::Kind::string ? json->text() : "(refused)";
}

std::string nested(int depth) {
  const auto count = static_cast<std::size_t>(depth);
  return std::string(count, '[') + std::string(count, ']');
}

constexpr std::string_view k_reply =
    R"({"protocol":2,"lease":7,"environment":"shop.t0f9e1d","services":{"db":{"host":"127.0.0.1",)"
    R"("ports":{"5432":28001},"url":"postgres://a:\u00fc@h/\ud83d\ude00","container":null}},)"
    R"("variables":{"A":"\"\\\/\b\f\n\r\t"},"numbers":[0,-1,1.5e+30,true,false,{},[]]})";

TEST(Json, ReadsEveryKind) {
  EXPECT_EQ(dumped(" null "), "null");
  EXPECT_EQ(dumped("true"), "true");
  EXPECT_EQ(dumped("false"), "false");
  EXPECT_EQ(dumped("-0.5E-7"), "-0.5E-7");
  EXPECT_EQ(dumped("\"a\""), "\"a\"");
  EXPECT_EQ(dumped("[ 1 ,\t[ ] , {\r\n} ]"), "[1,[],{}]");
  EXPECT_EQ(dumped(R"({ "a" : 1 , "b" : {"c":[]} })"), R"({"a":1,"b":{"c":[]}})");
}

TEST(Json, ReadsEveryEscape) {
  EXPECT_EQ(text_of(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(text_of(R"("\u0041\u00e9\u20AC")"), "A\u00e9\u20ac");
  EXPECT_EQ(text_of(R"("\ud83d\ude00")"), "\U0001F600");
  EXPECT_EQ(text_of(R"("\uDBFF\uDFFF")"), "\U0010FFFF");
  EXPECT_EQ(text_of(R"("\u0000")"), std::string(1, '\0'));
}

TEST(Json, RefusesWrongEscapes) {
  for (const auto* const text :
       {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\ud83d")", R"("\ud83dx")", R"("\ud83d\n")",
        R"("\ud83d\ud83d")", R"("\ude00")", R"("\)", R"("\u)", R"("\ud83d\u)", R"("\U0041")"}) {
    EXPECT_EQ(dumped(text), "(refused)") << text;
  }
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const auto* const text :
       {"",       " ",      "nul",     "True",     "01",    "-",          "+1",    "1.",
        ".5",     "1e",     "1e+",     "0x1",      "NaN",   "-Infinity",  "'a'",   "[1,]",
        "[,1]",   "[1 2]",  "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{1:2}", "[",
        "]",      "{",      "}",       "\"",       "\"a",   "1 1",        "[]x",   "// c\n1",
        "\"\n\"", "\"\t\"", "[}",      "{]"}) {
    EXPECT_EQ(dumped(text), "(refused)") << text;
  }
}

TEST(Json, RefusesMalformedUtf8) {
  for (const auto* const bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xF0\x9F\x98"}) {
    EXPECT_EQ(dumped("\"" + std::string(bytes) + "\""), "(refused)") << bytes;
    EXPECT_FALSE(is_utf8(bytes));
  }
  EXPECT_EQ(text_of("\"\xF4\x8F\xBF\xBF\xED\x9F\xBF\""), "\xF4\x8F\xBF\xBF\xED\x9F\xBF");
}

TEST(Json, LimitsDepthNotSize) {
  EXPECT_EQ(dumped(nested(Json::k_deepest)), nested(Json::k_deepest));
  EXPECT_EQ(dumped(nested(Json::k_deepest + 1)), "(refused)");
  EXPECT_EQ(dumped(std::string(10'000'000, '[')), "(refused)");
  EXPECT_EQ(dumped("[" + std::string(1'000'000, ' ') + "]"), "[]");
}

TEST(Json, KeepsNumbersAsTheyAreWritten) {
  const std::string huge(100'000, '9');
  EXPECT_EQ(dumped(huge), huge);
  EXPECT_EQ(Json::parse(huge)->integer(), std::nullopt);
  EXPECT_EQ(Json::parse("9223372036854775807")->integer(), INT64_MAX);
  EXPECT_EQ(Json::parse("-9223372036854775808")->integer(), INT64_MIN);
  EXPECT_EQ(Json::parse("9223372036854775808")->integer(), std::nullopt);
  EXPECT_EQ(Json::parse("1.0")->integer(), std::nullopt);
  EXPECT_EQ(Json::parse("1e400")->integer(), std::nullopt);
  EXPECT_EQ(Json::parse("\"1\"")->integer(), std::nullopt);
}

TEST(Json, AskedForWhatItIsNotGivesNothing) {
  const auto json = Json::parse(R"({"a":1,"a":2,"b":[true]})");
  EXPECT_EQ((*json)["a"].integer(), 2);
  EXPECT_EQ((*json)["a"].text(), "");
  EXPECT_EQ((*json)["b"]["c"]["d"].kind(), Json::Kind::null);
  EXPECT_TRUE((*json)["b"].items().at(0).truth());
  EXPECT_TRUE(Json(5)["x"].items().empty());
}

TEST(Json, WritesWhatIsNotUtf8AsReplacement) {
  EXPECT_EQ(Json(std::string("a\xFF\xC3z")).dump(), "\"a\uFFFD\uFFFDz\"");
  EXPECT_EQ(Json(std::string("\x01\x1f\x7f")).dump(), "\"\\u0001\\u001f\x7f\"");
}

TEST(Json, NoPieceOfATextIsAText) {
  for (std::size_t length = 0; length < k_reply.size(); ++length) {
    EXPECT_FALSE(Json::parse(k_reply.substr(0, length))) << k_reply.substr(0, length);
  }
  EXPECT_TRUE(Json::parse(k_reply));
}

/// What was read and written once is written the same ever after.
void expect_round_trip(const std::string& text) {
  const auto once = Json::parse(text);
  if (!once) return;
  const std::string written = once->dump();
  const auto again = Json::parse(written);
  ASSERT_TRUE(again) << testing::PrintToString(text);
  EXPECT_EQ(again->dump(), written);
}

TEST(Json, SurvivesDamagedText) {
  std::mt19937 random(20);
  constexpr std::string_view k_bytes = "{}[]\",:\\u0dD8eE+-.1tfn \xC3\xED\xF0\x80\xBF";
  for (int round = 0; round < 20'000; ++round) {
    std::string text(k_reply);
    const auto changes = 1 + random() % 4;
    for (unsigned change = 0; change < changes; ++change) {
      const std::size_t at = random() % text.size();
      const char byte = k_bytes[random() % k_bytes.size()];
      switch (random() % 3) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        default:
          text.erase(at, 1 + random() % 8);
      }
    }
    expect_round_trip(text);
  }
}

Json any_json(std::mt19937& random, int depth) {
  const auto any_text = [&] {
    std::string text;
    for (auto left = random() % 6; left > 0; --left) {
      const auto code = static_cast<std::uint32_t>((random() % 0x110000) >> (random() % 20));
      const bool is_surrogate = code >= 0xD800 && code < 0xE000;
      append_utf8(text, is_surrogate ? code % 0x80 : code);
    }
    return text;
  };
  switch (depth == 0 ? random() % 3 : random() % 4) {
    case 0:
      return Json(any_text());
    case 1:
      return Json(static_cast<int>(random()));
    case 2:
      return Json(random() % 2 == 0);
    default: {
      Json object = Json::object();
      for (auto left = random() % 4; left > 0; --left)
        object.set(any_text(), any_json(random, depth - 1));
      return object;
    }
  }
}

bool is_equal(const Json& one, const Json& other) {
  const bool same = one.kind() == other.kind() && one.text() == other.text() &&
                    one.truth() == other.truth() && one.integer() == other.integer() &&
                    one.keys() == other.keys() && one.items().size() == other.items().size();
  for (std::size_t at = 0; same && at < one.items().size(); ++at) {
    if (!is_equal(one.items()[at], other.items()[at])) return false;
  }
  return same;
}

TEST(Json, WhatIsWrittenIsReadBack) {
  std::mt19937 random(4);
  for (int round = 0; round < 5'000; ++round) {
    const Json json = any_json(random, 4);
    const auto read = Json::parse(json.dump());
    ASSERT_TRUE(read) << json.dump();
    EXPECT_TRUE(is_equal(json, *read)) << json.dump();
  }
}

}  // namespace
}  // namespace caisson::tenant
