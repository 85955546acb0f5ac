#include "tenant/connection.hpp"

#include <gtest/gtest.h>

#include "tenant/scene.hpp"

namespace caisson::tenant {
namespace {

using std::chrono_literals::operator""ms;

class Connected : public Scene {
 protected:
  std::string problem_of(const Result<std::string>& received) {
    const auto* const problem = std::get_if<Problem>(&received);
    return problem != nullptr ? problem->text : "(none)";
  }
};

TEST_F(Connected, WaitsNoLongerThanItMay) {
  FakeSupervisor supervisor(socket(), [](const Json&) { return Move{"{\"half\":"}; });
  auto connection = std::get<Connection>(Connection::open(socket()));
  ASSERT_FALSE(connection.send("{}\n"));
  EXPECT_EQ(problem_of(connection.receive(5ms)), "the supervisor does not answer");
  EXPECT_FALSE(connection.is_over());
}

TEST_F(Connected, KeepsWhatFollowsALine) {
  FakeSupervisor supervisor(socket(), [](const Json&) { return Move{"1\n2\n3", true}; });
  auto connection = std::get<Connection>(Connection::open(socket()));
  ASSERT_FALSE(connection.send("{}\n"));
  EXPECT_EQ(std::get<std::string>(connection.receive(std::nullopt)), "1");
  EXPECT_EQ(std::get<std::string>(connection.receive(std::nullopt)), "2");
  EXPECT_EQ(problem_of(connection.receive(std::nullopt)), "the supervisor has ended");
  EXPECT_TRUE(connection.is_over());
}

TEST_F(Connected, SendsAndReceivesMoreThanABufferHolds) {
  const std::string long_text(400'000, 'x');
  FakeSupervisor supervisor(
      socket(), [](const Json& request) { return Move{request["text"].text() + "\n"}; });
  auto connection = std::get<Connection>(Connection::open(socket()));
  ASSERT_FALSE(connection.send(Json::object().set("text", long_text).dump() + "\n"));
  EXPECT_EQ(std::get<std::string>(connection.receive(std::nullopt)), long_text);
}

TEST_F(Connected, SaysWhoIsGone) {
  const auto nobody = Connection::open(path("nobody.sock"));
  EXPECT_EQ(std::get<Problem>(nobody).kind, Problem::Kind::gone);
  const auto too_long = Connection::open("/" + std::string(200, 'x'));
  EXPECT_EQ(std::get<Problem>(too_long).kind, Problem::Kind::gone);
}

}  // namespace
}  // namespace caisson::tenant
