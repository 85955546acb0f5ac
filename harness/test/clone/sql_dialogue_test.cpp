#include "clone/sql_dialogue.hpp"

#include <gmock/gmock.h>

#include "probe/postgres_wire.hpp"

namespace caisson::clone {
namespace {

using probe::postgres_wire::int32;
using probe::postgres_wire::message;
using probe::postgres_wire::terminated;
using testing::HasSubstr;

const std::string k_welcome =
    message('R', int32(0)) + message('S', terminated("a") + terminated("b")) + message('Z', "I");
const std::string k_null = int32(0xffffffff);

std::string row(const std::vector<std::string>& fields) {
  std::string body = {'\0', static_cast<char>(fields.size())};
  for (const std::string& field : fields)
    body += field;
  return message('D', body);
}

std::string field(const std::string& text) {
  return int32(static_cast<std::uint32_t>(text.size())) + text;
}

std::string error(const std::string& code, const std::string& text) {
  return message('E', "S" + terminated("ERROR") + "C" + terminated(code) + "M" + terminated(text) +
                          std::string(1, '\0'));
}

std::string described(const SqlError& failure) {
  return "error " + failure.state + ": " + failure.message;
}

/// What a dialogue of one query says to the server's bytes, cut at every place and byte by byte.
std::string answer_to(const std::string& stream) {
  const auto ask = [&](std::size_t cut, bool single) {
    SqlDialogue dialogue({"shop", "shop", "", "n"});
    std::string told;
    EXPECT_TRUE(dialogue.received(k_welcome).logged_in);
    EXPECT_EQ(dialogue.ask("SELECT"), message('Q', terminated("SELECT")));
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = single ? 1 : at == 0 ? std::max<std::size_t>(cut, 1) : stream.size();
      const auto heard = dialogue.received(std::string_view(stream).substr(at, size));
      at += size;
      if (heard.answer && !*heard.answer) told += described(heard.answer->error());
      if (heard.answer && *heard.answer) {
        for (const SqlRow& each : **heard.answer)
          for (const auto& column : each)
            told += "[" + column.value_or("NULL") + "]";
        told += "done";
      }
      if (heard.ended) return told + "ended " + described(*heard.ended);
    }
    return told;
  };
  const std::string whole = ask(stream.size(), false);
  for (std::size_t cut = 1; cut < stream.size(); ++cut)
    EXPECT_EQ(ask(cut, false), whole) << "cut at " << cut;
  EXPECT_EQ(ask(0, true), whole);
  return whole;
}

TEST(SqlDialogue, GivesRowsAsText) {
  EXPECT_EQ(answer_to(row({field("1"), k_null, field("")}) + row({field("2"), field("x"), k_null}) +
                      message('C', terminated("SELECT 2")) + message('Z', "I")),
            "[1][NULL][][2][x][NULL]done");
  EXPECT_EQ(answer_to(message('C', terminated("CREATE DATABASE")) + message('Z', "I")), "done");
  EXPECT_EQ(answer_to(row({}) + message('Z', "I")), "done");
}

TEST(SqlDialogue, GivesTheFirstErrorWithItsState) {
  EXPECT_EQ(answer_to(row({field("1")}) + error("53100", "could not extend file\nmore") +
                      error("XX000", "later") + message('Z', "I")),
            "error 53100: could not extend file");
}

TEST(SqlDialogue, SeesThroughWhatIsNoAnswer) {
  EXPECT_EQ(answer_to(message('Z', "I") + message('Z', "I")), "done");
  EXPECT_EQ(answer_to("HTTP/1.1 200"), "ended error : the answer is no PostgreSQL protocol");
  EXPECT_EQ(answer_to(message('D', std::string("\0\2", 2) + field("1"))),
            "ended error : the server sent a row that is none");
  EXPECT_EQ(answer_to(message('D', std::string("\0\1", 2) + int32(5) + "1234")),
            "ended error : the server sent a row that is none");
}

TEST(SqlDialogue, TheLastWordsExplainTheEnd) {
  SqlDialogue dialogue({"shop", "shop", "", "n"});
  dialogue.received(k_welcome);
  EXPECT_EQ(described(dialogue.closed()), "error : the server closed the connection");
  dialogue.received(error("57P01", "terminating connection due to administrator command"));
  EXPECT_THAT(described(dialogue.closed()), HasSubstr("57P01: terminating connection"));
}

TEST(SqlDialogue, ARefusedLoginKeepsItsState) {
  SqlDialogue dialogue({"shop", "shop", "", "n"});
  const auto heard = dialogue.received(error("53300", "sorry, too many clients already"));
  ASSERT_TRUE(heard.ended);
  EXPECT_EQ(heard.ended->state, "53300");
}

}  // namespace
}  // namespace caisson::clone
