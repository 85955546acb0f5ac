#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <future>

#include "tenant/descriptor.hpp"
#include "tenant/scene.hpp"

namespace caisson::gtest {
namespace {

using tenant::answer_well;
using tenant::Descriptor;
using tenant::Ending;
using tenant::FakeSupervisor;
using tenant::Json;
using tenant::Move;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr const char* k_ready = "caisson: services are ready";

/// Answers as a good one, except to this kind of request.
FakeSupervisor::Mind except(const std::string& kind, Move move) {
  return [=](const Json& request) {
    return request["request"].text() == kind ? move : answer_well(request);
  };
}

class Program : public tenant::Scene {
 protected:
  /// The probe, with these of its tests.
  Ending probe(const std::string& filter, const std::string& assignments = "") const {
    return run(assignments + " " PROBE " --gtest_color=no --gtest_filter='" + filter + "'");
  }
  /// Both ends of a named pipe. Nobody inherits them, so who reads from it ends with the test.
  Descriptor opened_gate() { return Descriptor(::open(path("gate").c_str(), O_RDWR | O_CLOEXEC)); }
};

TEST_F(Program, UsesItsServices) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsReached:Db.IsTyped:Db.IsAsked:Db.IsDisturbed:Suite.*");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_EQ(supervisor.heard(),
            "lease begin end begin end begin exec exec logs end "
            "begin pause unpause kill restart end begin end release <end>");
}

TEST_F(Program, UsesItsServicesByteByByte) {
  FakeSupervisor supervisor(socket(), answer_well, 1);
  const Ending run = probe("Db.IsReached:Db.IsTyped:Db.IsAsked:Db.IsDisturbed:Suite.*");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(supervisor.heard(), HasSubstr("release <end>"));
}

TEST_F(Program, SaysWhatItDeclares) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(probe("Db.IsReached").exit_code, 0);
  supervisor.heard();
  EXPECT_EQ(
      supervisor.requests().at(0).dump(),
      R"({"request":"lease","protocol":2,"manifest":"/declared/shop.json",)"
      R"("services":["db","cache"],"isolate":["db"],"name":"Db.IsReached","keep":"","warm":false})");
}

TEST_F(Program, OfOneTestAsksForTheLeaseOnly) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(probe("Db.IsReached").exit_code, 0);
  EXPECT_EQ(supervisor.heard(), "lease release <end>");
}

TEST_F(Program, OfOneTestThatDisturbsWaitsForTheEnd) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(probe("Db.IsDisturbed").exit_code, 0);
  EXPECT_EQ(supervisor.heard(), "lease pause unpause kill restart end release <end>");
}

TEST_F(Program, ThatRepeatsItsTestHasAWindowForEach) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsReached", "GTEST_REPEAT=2");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  supervisor.heard(supervisor.connections());
  int windows = 0;
  for (const auto& request : supervisor.requests())
    windows += request["request"].text() == "begin" ? 1 : 0;
  EXPECT_EQ(windows, 2);
}

TEST_F(Program, WithoutSuchTestsTouchesNobody) {
  FakeSupervisor supervisor(socket());
  const std::string words =
      "CAISSON_EXECUTABLE=" + command("exit 1") + " " PROBE " --gtest_list_tests";
  EXPECT_THAT(run(words).output, HasSubstr("IsReached"));
  EXPECT_EQ(probe("Plain.*", "CAISSON_EXECUTABLE=" + command("exit 1")).exit_code, 0);
  EXPECT_EQ(probe("None.*", "CAISSON_EXECUTABLE=" + command("exit 1")).exit_code, 0);
  EXPECT_EQ(supervisor.connections(), 0);
  EXPECT_EQ(calls(), "");
}

TEST_F(Program, PrintsWhatTheSupervisorFound) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.FailsTheTest");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("\ndb said: duplicate key\ncaisson: more in /b/failure\n"));
  EXPECT_EQ(supervisor.heard(), "lease end release <end>");
  EXPECT_EQ(supervisor.requests().at(1).dump(),
            R"({"request":"end","test":"Db.FailsTheTest","failed":true})");
}

TEST_F(Program, ThatSkipsATestHasNotFailed) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(probe("Db.IsNotWanted:Db.IsReached").exit_code, 0);
  EXPECT_EQ(supervisor.heard(), "lease begin end begin end release <end>");
  for (const auto& request : supervisor.requests())
    EXPECT_FALSE(request["failed"].truth());
}

TEST_F(Program, NamesWhatWasLeased) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsNotLeased");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("probe.cpp:"));
  EXPECT_THAT(run.output, HasSubstr("`nope` was not leased; leased: `cache`, `db`"));
  EXPECT_THAT(run.output, Not(HasSubstr("not reached")));
  EXPECT_THAT(run.output, Not(HasSubstr("exception")));
}

TEST_F(Program, FailsOnAnotherThreadWithoutException) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsNotLeasedOnAnotherThread");
  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_THAT(run.output, HasSubstr("`nope` was not leased"));
  EXPECT_THAT(run.output, HasSubstr("\nreached"));
}

TEST_F(Program, FailsWhereNoExceptionIsCaught) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsNotLeased", "GTEST_CATCH_EXCEPTIONS=0");
  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_THAT(run.output, HasSubstr("`nope` was not leased"));
}

TEST_F(Program, NamesThePortsThereAre) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.HasNoSuchPort");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("`db` does not declare port 81; its PORTS: 5432, 80"));
  EXPECT_THAT(run.output, Not(HasSubstr("not reached")));
}

TEST_F(Program, RefusesArgumentsThatAreNoText) {
  FakeSupervisor supervisor(socket());
  const Ending run = probe("Db.IsAskedWithBadText");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("an argument of exec() is not UTF-8"));
}

TEST_F(Program, IsSkippedWhereNoEngineIs) {
  const Move no{R"({"protocol":2,"error":"no engine at `/run/x`","kind":"engine_unreachable"})"
                "\n"};
  FakeSupervisor supervisor(socket(), except("lease", no));
  const Ending run = probe("Db.*:Suite.*");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("no engine at `/run/x`"));
  EXPECT_THAT(run.output, HasSubstr("[  SKIPPED ] Db.FailsTheTest"));
  EXPECT_THAT(run.output, Not(HasSubstr("[       OK ]")));
  EXPECT_EQ(supervisor.connections(), 1);
}

TEST_F(Program, IsSkippedWhereNoEngineIsAndExceptionsPass) {
  const Move no{R"({"protocol":2,"error":"no engine","kind":"engine_unreachable"})"
                "\n"};
  FakeSupervisor supervisor(socket(), except("lease", no));
  const Ending run = probe("Db.IsReached", "GTEST_CATCH_EXCEPTIONS=0");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("[  SKIPPED ] Db.IsReached"));
}

TEST_F(Program, FailsWithoutTheRequiredEngine) {
  const Move no{R"({"protocol":2,"error":"no engine","kind":"engine_unreachable"})"
                "\n"};
  FakeSupervisor supervisor(socket(), except("lease", no));
  const Ending run = probe("Db.IsReached", "CAISSON_REQUIRE_ENGINE=1");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("Failure\nno engine\n"));
}

TEST_F(Program, FailsEachTestWithTheRootCause) {
  const Move no{R"({"protocol":2,"error":"`db` exited with 1:\nno space","kind":"service_failed"})"
                "\n"};
  FakeSupervisor supervisor(socket(), except("lease", no));
  const Ending run = probe("Db.IsReached:Db.IsAsked:Plain.*");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("Failure\n`db` exited with 1:\nno space\n"));
  EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 1 test."));
  EXPECT_THAT(run.output, HasSubstr("2 FAILED TESTS"));
  EXPECT_EQ(supervisor.heard(), "lease <end>");
}

TEST_F(Program, FailsWhenTheSupervisorEndsInATest) {
  FakeSupervisor supervisor(socket(), except("exec", {"{\"exit_co", true}));
  const Ending run = probe("Db.IsAsked:Db.IsDisturbed");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("cannot exec in `db`: the supervisor has ended"));
  EXPECT_THAT(run.output, HasSubstr("1 FAILED TEST\n"));
  EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 1 test."));
  // The next test has a lease of its own.
  EXPECT_EQ(supervisor.heard(2),
            "lease begin exec <end> lease begin pause unpause kill restart end release <end>");
}

TEST_F(Program, FailsWhenTheSupervisorEndedUnnoticed) {
  const std::string answer = answer_well(Json::object().set("request", "lease")).line;
  FakeSupervisor supervisor(socket(), except("lease", {answer, true}));
  ASSERT_EQ(::mkfifo(path("gate").c_str(), 0600), 0);
  auto running = std::async(std::launch::async,
                            [this] { return probe("Db.WaitsAtTheGate", "GATE=" + path("gate")); });
  EXPECT_EQ(supervisor.heard(), "lease <end>");
  const Descriptor gate = opened_gate();
  const Ending run = running.get();
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("at the end of the test: the supervisor has ended"));
}

TEST_F(Program, FailsOnRefusedRequests) {
  const Move no{"{\"error\":\"`db` is not running\",\"kind\":\"conflict\"}\n"};
  FakeSupervisor supervisor(socket(), except("pause", no));
  const Ending run = probe("Db.IsDisturbed");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("cannot pause `db`: `db` is not running"));
  EXPECT_EQ(supervisor.heard(), "lease pause end release <end>");
}

TEST_F(Program, FailsOnGarbage) {
  for (const auto* const garbage : {"garbage\n", "\n", "[]\n", "{\"protocol\":2\n", "\xff\n"}) {
    std::filesystem::remove(socket());
    FakeSupervisor supervisor(socket(), except("lease", {garbage}));
    const Ending run = probe("Db.IsReached");
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_THAT(run.output, HasSubstr("the supervisor's answer is none: `"));
  }
}

TEST_F(Program, StartsASupervisorWhereNoneRuns) {
  FakeSupervisor supervisor(path("other.sock"));
  const std::string caisson = command("echo some warning >&2; echo " + path("other.sock"));
  const Ending run = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + caisson);
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_EQ(calls(), "supervisor --manifest /declared/shop.json\n");
  EXPECT_EQ(supervisor.heard(), "lease release <end>");
}

TEST_F(Program, DoesNotWaitForWhatTheCommandLeavesBehind) {
  FakeSupervisor supervisor(path("other.sock"));
  // The child of the command keeps both streams open until the gate is gone.
  ASSERT_EQ(::mkfifo(path("gate").c_str(), 0600), 0);
  const Descriptor gate = opened_gate();
  const std::string caisson =
      command("exec 9<" + path("gate") + "; cat <&9 & echo " + path("other.sock"));
  const Ending run = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + caisson);
  EXPECT_EQ(run.exit_code, 0) << run.output;
}

TEST_F(Program, TakesTheEnvironmentsWord) {
  FakeSupervisor supervisor(path("caisson/mine.sock"));
  const Ending run =
      probe("Db.IsReached", "CAISSON_INSTANCE=mine CAISSON_MANIFEST=/other/stack.json");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  supervisor.heard();
  EXPECT_EQ(supervisor.requests().at(0)["manifest"].text(), "/other/stack.json");
}

TEST_F(Program, DoesNotGuessTheInstanceOfAnotherManifest) {
  FakeSupervisor declared(socket());
  FakeSupervisor supervisor(path("other.sock"));
  const std::string caisson = command("echo " + path("other.sock"));
  const Ending run =
      probe("Db.IsReached", "CAISSON_MANIFEST=/other/stack.json CAISSON_EXECUTABLE=" + caisson);
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_EQ(declared.connections(), 0);
  EXPECT_EQ(supervisor.heard(), "lease release <end>");
  EXPECT_EQ(calls(), "supervisor --manifest /other/stack.json\n");
}

TEST_F(Program, IsSkippedWhenTheCommandReachesNoEngine) {
  const std::string caisson = command("echo no engine answers >&2; exit 3");
  const Ending run = probe("Db.IsReached:Db.IsAsked", "CAISSON_EXECUTABLE=" + caisson);
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("Skipped\nno engine answers\n"));
  EXPECT_EQ(calls(), "supervisor --manifest /declared/shop.json\n");
}

TEST_F(Program, ShowsWhyNoSupervisorStarts) {
  const Ending none = probe("Db.IsReached");
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.output, HasSubstr("set CAISSON_EXECUTABLE"));
  const std::string caisson = command("echo disk full >&2; exit 1");
  const Ending failing = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + caisson);
  EXPECT_THAT(failing.output, HasSubstr("` ended with 1:\ndisk full"));
  const Ending missing = probe("Db.IsReached", "CAISSON_EXECUTABLE=/nowhere/caisson");
  EXPECT_THAT(missing.output, HasSubstr("No such file or directory"));
  const Ending silent = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + command(""));
  EXPECT_THAT(silent.output, HasSubstr("named no socket"));
  const Ending wrong = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + command("echo /nowhere.sock"));
  EXPECT_THAT(wrong.output, HasSubstr("cannot connect to `/nowhere.sock`: No such file"));
  EXPECT_EQ(wrong.exit_code, 1);
}

/// An older one answers as protocol 1 does; then a new one listens elsewhere.
TEST_F(Program, HasAnOlderSupervisorReplaced) {
  for (const auto* const answer :
       {"{\"protocol\":1,\"version\":\"0.1.0\",\"pid\":1,\"error\":\"not a request\"}\n",
        "{\"protocol\":2,\"error\":\"unknown request\",\"kind\":\"protocol\"}\n", ""}) {
    std::filesystem::remove(socket());
    std::filesystem::remove(path("new.sock"));
    FakeSupervisor old(socket(), except("lease", {answer, true}));
    FakeSupervisor fresh(path("new.sock"));
    const std::string caisson = command("echo " + path("new.sock"));
    const Ending run = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + caisson);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    EXPECT_EQ(old.heard(), "lease <end>");
    EXPECT_EQ(fresh.heard(), "lease release <end>");
  }
}

TEST_F(Program, GivesUpOnASecondForeignSupervisor) {
  FakeSupervisor old(socket(), except("lease", {"{\"protocol\":3}\n"}));
  const std::string caisson = command("echo " + socket());
  const Ending run = probe("Db.IsReached", "CAISSON_EXECUTABLE=" + caisson);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("the supervisor speaks protocol 3, this test program 2"));
  EXPECT_EQ(old.heard(2), "lease <end> lease <end>");
}

TEST_F(Program, HandsItsCtestOver) {
  FakeSupervisor supervisor(socket());
  const std::string ctest = path("ctest");
  std::filesystem::copy_file(LAUNCHER, ctest);
  // With a launcher between, as debuggers and wrappers are.
  const Ending run = this->run(ctest + " " LAUNCHER " " PROBE " --gtest_filter=Db.IsReached");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, ContainsRegex(std::string(k_ready) + " after [0-9]+\\.[0-9] s\n"));
  supervisor.heard();
  EXPECT_GT(supervisor.leaseholder(), 1);
  EXPECT_THAT(run.output,
              testing::StartsWith("launcher " + std::to_string(supervisor.leaseholder()) + "\n"));
}

TEST_F(Program, WithoutCtestIsSilent) {
  FakeSupervisor supervisor(socket());
  const Ending run = this->run(LAUNCHER " --orphan " PROBE " --gtest_filter=Db.IsReached");
  EXPECT_THAT(run.output, HasSubstr("[  PASSED  ] 1 test."));
  EXPECT_THAT(run.output, Not(HasSubstr(k_ready)));
  supervisor.heard();
  EXPECT_EQ(supervisor.leaseholder(), 0);
}

TEST_F(Program, ThatDeclaresNothingSaysHow) {
  const Ending run = this->run(UNDECLARED " --gtest_filter=Db.IsReached:Db.IsAsked");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("caisson_discover_gtest("));
}

}  // namespace
}  // namespace caisson::gtest
