#include "probe/postgres.hpp"

#include <gmock/gmock.h>

#include "probe/postgres_wire.hpp"
#include "probe/talk.hpp"

namespace caisson::probe {
namespace {

using postgres_wire::int32;
using postgres_wire::message;
using postgres_wire::terminated;
using testing::HasSubstr;
using testing::StartsWith;

PostgresLogin login(const std::string& password = "pencil") {
  return {"shop", "orders", password, "rOprNGfwEbeRWgbNEkqO"};
}

std::string verdict_on(const std::string& stream, bool closes = false,
                       const std::string& password = "pencil") {
  return test::verdict_on([&] { return make_postgres(login(password)); }, stream, closes);
}

std::string authentication(std::uint32_t method, const std::string& rest = {}) {
  return message('R', int32(method) + rest);
}

const std::string k_welcome = authentication(0) +
                              message('S', terminated("server_version") + terminated("17.2")) +
                              message('K', int32(42) + int32(43)) + message('Z', "I");
const std::string k_row = message('D', std::string("\0\1", 2) + int32(1) + "1");
const std::string k_answer = message('T', std::string("\0\0", 2)) + k_row +
                             message('C', terminated("SELECT 1")) + message('Z', "I");

std::string failure(const std::string& code, const std::string& text) {
  return message('E', "S" + terminated("FATAL") + "C" + terminated(code) + "M" + terminated(text) +
                          std::string(1, '\0'));
}

TEST(Postgres, IntroducesItself) {
  const std::string sent = make_postgres(login())->opened().send;
  EXPECT_EQ(sent.substr(0, 4), int32(static_cast<std::uint32_t>(sent.size())));
  EXPECT_EQ(sent.substr(4, 4), std::string("\0\3\0\0", 4));
  EXPECT_THAT(sent, HasSubstr(terminated("user") + terminated("shop") + terminated("database") +
                              terminated("orders")));
}

TEST(Postgres, IsReadyOnlyWhenAQueryIsAnswered) {
  EXPECT_EQ(verdict_on(k_welcome), "more");
  EXPECT_EQ(verdict_on(k_welcome + k_row), "more");
  EXPECT_EQ(verdict_on(k_welcome + k_answer), "ready");
}

TEST(Postgres, AsksOneQueryAndLeavesPolitely) {
  const auto postgres = make_postgres(login());
  EXPECT_EQ(test::talk(*postgres, {k_welcome}).verdict.send,
            message('Q', terminated("SELECT 1")) + message('X', ""));
}

TEST(Postgres, ARowThatWasNotAskedForOrIsAnotherDoesNotCount) {
  EXPECT_EQ(verdict_on(authentication(0) + k_row + message('Z', "I")), "more");
  EXPECT_EQ(verdict_on(k_welcome + message('Z', "I")),
            "not ready: answers `SELECT 1` without its row");
  EXPECT_EQ(verdict_on(k_welcome + message('D', std::string("\0\1", 2) + int32(1) + "2") +
                       message('Z', "I")),
            "not ready: answers `SELECT 1` without its row");
  EXPECT_EQ(verdict_on(message('Z', "I")),
            "not ready: is ready for a query before the login is done");
}

TEST(Postgres, GivesTheServersReason) {
  EXPECT_EQ(verdict_on(failure("57P03", "the database system is starting up")),
            "not ready: the database system is starting up (57P03)");
  EXPECT_EQ(verdict_on(authentication(0) + failure("3D000", "database \"orders\" does not exist")),
            "not ready: database \"orders\" does not exist (3D000)");
  EXPECT_EQ(verdict_on(failure("28P01", "password authentication failed for user \"shop\"")),
            "not ready: password authentication failed for user \"shop\" (28P01): the service's "
            "POSTGRES_PASSWORD does not fit");
  EXPECT_EQ(verdict_on(k_welcome + failure("57P01", "terminating connection")),
            "not ready: terminating connection (57P01)");
}

TEST(Postgres, SendsPasswordsAsAsked) {
  auto postgres = make_postgres(login());
  EXPECT_EQ(test::talk(*postgres, {authentication(3)}).verdict.send,
            message('p', terminated("pencil")));
  postgres = make_postgres(login());
  // md5(md5("pencil" "shop") "salt"), computed by another implementation.
  EXPECT_EQ(test::talk(*postgres, {authentication(5, "salt")}).verdict.send,
            message('p', terminated("md5c8b48d7f13a1662477ca31858d04739e")));
}

TEST(Postgres, SpeaksScram) {
  const std::string offer = authentication(
      10, terminated("SCRAM-SHA-256-PLUS") + terminated("SCRAM-SHA-256") + std::string(1, '\0'));
  auto postgres = make_postgres(login());
  EXPECT_EQ(test::talk(*postgres, {offer}).verdict.send,
            message('p', terminated("SCRAM-SHA-256") + int32(28) + "n,,n=,r=rOprNGfwEbeRWgbNEkqO"));
  const auto answer = postgres->received(
      authentication(11, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
  EXPECT_THAT(answer.send.substr(5), StartsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2,p="));
  EXPECT_EQ(verdict_on(offer + authentication(0)),
            "not ready: broke SCRAM-SHA-256: it did not prove that it knows the password");
  EXPECT_EQ(verdict_on(authentication(10, terminated("SCRAM-SHA-1") + std::string(1, '\0'))),
            "not ready: offers no SCRAM-SHA-256 to log in with");
  EXPECT_EQ(verdict_on(authentication(11, "r=x")), "not ready: broke SCRAM-SHA-256");
}

TEST(Postgres, SaysWhichPasswordIsMissing) {
  EXPECT_EQ(verdict_on(authentication(5, "salt"), false, ""),
            "not ready: wants a password for `shop`, but POSTGRES_PASSWORD is not set for the "
            "service");
  EXPECT_THAT(verdict_on(authentication(7)), StartsWith("not ready: wants an authentication that"));
}

TEST(Postgres, RecognisesWhatIsNoPostgres) {
  EXPECT_THAT(verdict_on("HTTP/1.1 400 Bad Request\r\n"),
              StartsWith("not ready: the answer is no PostgreSQL protocol"));
  EXPECT_THAT(verdict_on("R" + int32(3)), StartsWith("not ready: the answer is no PostgreSQL"));
  EXPECT_THAT(verdict_on("R" + int32(0x7fffffff)), StartsWith("not ready: the answer is no"));
  EXPECT_EQ(verdict_on(authentication(0), true),
            "not ready: closed the connection without an answer");
}

}  // namespace
}  // namespace caisson::probe
