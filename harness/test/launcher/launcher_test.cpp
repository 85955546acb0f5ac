#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

#include "tenant/scene.hpp"

namespace caisson::launcher {
namespace {

using tenant::answer_well;
using tenant::Ending;
using tenant::FakeSupervisor;
using tenant::Json;
using tenant::Move;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

FakeSupervisor::Mind except(const std::string& kind, const Move& move) {
  return [=](const Json& request) {
    return request["request"].text() == kind ? move : answer_well(request);
  };
}

/// The real program; what stands beside it instead of the command is the test's.
class Launcher : public tenant::Scene {
 protected:
  static constexpr const char* k_options =
      " run --manifest /declared/shop.json --derived-instance shop-ab12cd --services db,cache ";

  /// `command` is for the shell, as one word behind `sh -c`.
  Ending launch(const std::string& command, const std::string& options = "",
                const std::string& assignments = "") const {
    return run(assignments + " " + program() + k_options + options + " -- sh -c '" + command + "'");
  }

  std::string program() const {
    const std::string own = path("bin/caisson-run");
    if (std::filesystem::create_directory(path("bin")))
      std::filesystem::copy_file(CAISSON_RUN, own);
    return own;
  }

  /// The command beside the program, out of a shell script's body.
  void put_command(const std::string& body) const {
    program();
    std::filesystem::rename(command(body), path("bin/caisson"));
  }
};

TEST_F(Launcher, TellsTheCommandWhereItsServicesAre) {
  FakeSupervisor supervisor(socket());
  const Ending run = launch("echo at $CAISSON_DB_PORT", "--isolate db --name Orders.Ship");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("at 28001\n"));
  EXPECT_EQ(supervisor.heard(), "lease release <end>");
  EXPECT_EQ(
      supervisor.requests().at(0).dump(),
      R"({"request":"lease","protocol":2,"manifest":"/declared/shop.json",)"
      R"("services":["db","cache"],"isolate":["db"],"name":"Orders.Ship","keep":"","warm":false})");
}

TEST_F(Launcher, ReplacesVariablesOfThatName) {
  FakeSupervisor supervisor(socket());
  EXPECT_THAT(launch("env", "", "CAISSON_DB_PORT=1 OTHER=2").output,
              testing::AllOf(HasSubstr("CAISSON_DB_PORT=28001\n"), HasSubstr("OTHER=2\n"),
                             Not(HasSubstr("CAISSON_DB_PORT=1\n"))));
}

TEST_F(Launcher, EndsAsTheCommandDoes) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(launch("exit 3").exit_code, 3);
  EXPECT_EQ(launch("kill -TERM $$").exit_code, 128 + SIGTERM);
  const std::string before_command = program() + k_options + "-- ";
  const Ending missing = run(before_command + "no-such-program");
  EXPECT_EQ(missing.exit_code, 127);
  EXPECT_THAT(missing.output,
              HasSubstr("caisson: cannot run `no-such-program`: No such file or directory\n"));
  EXPECT_EQ(run(before_command + folder()).exit_code, 126);
}

TEST_F(Launcher, TellsWhatServicesSaidWhenTheCommandFails) {
  FakeSupervisor supervisor(socket());
  const Ending run = launch("exit 1", "--name Orders.Ship");
  EXPECT_THAT(run.output, HasSubstr("db said: duplicate key"));
  EXPECT_EQ(supervisor.heard(), "lease end release <end>");
  EXPECT_EQ(supervisor.requests().at(1).dump(),
            R"({"request":"end","test":"Orders.Ship","failed":true})");
}

TEST_F(Launcher, ASkippedCommandHasNotFailed) {
  FakeSupervisor supervisor(socket());
  EXPECT_EQ(launch("exit 77").exit_code, 77);
  EXPECT_EQ(supervisor.heard(), "lease release <end>");
}

TEST_F(Launcher, SkipsWithoutAnEngineUnlessItIsRequired) {
  FakeSupervisor supervisor(
      socket(), except("lease", {R"({"protocol":2,"error":"no engine","kind":"engine_unreachable"})"
                                 "\n"}));
  const Ending skipped = launch("echo never");
  EXPECT_EQ(skipped.exit_code, 77);
  EXPECT_EQ(skipped.output, "skipped: no engine\n");
  const Ending failed = launch("echo never", "", "CAISSON_REQUIRE_ENGINE=1");
  EXPECT_EQ(failed.exit_code, 3);
  EXPECT_EQ(failed.output, "error: no engine\n");
}

TEST_F(Launcher, EndsAsTheCauseSays) {
  const std::pair<const char*, int> causes[] = {
      {"usage", 2}, {"manifest", 2}, {"timed_out", 4}, {"service_failed", 1}, {"io", 1}};
  for (const auto& [kind, exit_code] : causes) {
    std::filesystem::remove(socket());
    const std::string answer =
        R"({"protocol":2,"error":"why","kind":")" + std::string(kind) + "\"}\n";
    FakeSupervisor supervisor(socket(), except("lease", {answer}));
    const Ending run = launch("echo never");
    EXPECT_EQ(run.exit_code, exit_code) << kind;
    EXPECT_EQ(run.output, "error: why\n");
  }
}

TEST_F(Launcher, AsksTheInstanceThatIsNamed) {
  FakeSupervisor derived(socket());
  FakeSupervisor told(path("caisson/told.sock"));
  FakeSupervisor named(path("caisson/named.sock"));
  EXPECT_EQ(launch("exit 0", "", "CAISSON_INSTANCE=told").exit_code, 0);
  EXPECT_EQ(launch("exit 0", "--instance named", "CAISSON_INSTANCE=told").exit_code, 0);
  EXPECT_EQ(told.heard(), "lease release <end>");
  EXPECT_EQ(named.heard(), "lease release <end>");
  EXPECT_EQ(derived.connections(), 0);
}

TEST_F(Launcher, HasTheCommandBesideItStartASupervisor) {
  FakeSupervisor supervisor(path("other.sock"));
  put_command("echo " + path("other.sock"));
  EXPECT_EQ(launch("exit 5", "--instance mine --engine unix:///e").exit_code, 5);
  EXPECT_EQ(calls(),
            "supervisor --manifest /declared/shop.json --instance mine --engine unix:///e\n");
  EXPECT_EQ(supervisor.heard(), "lease end release <end>");
}

TEST_F(Launcher, TellsWhyNoSupervisorStarts) {
  put_command("echo error: nobody.sock: no engine >&2; exit 3");
  const Ending skipped = launch("echo never");
  EXPECT_EQ(skipped.exit_code, 77);
  EXPECT_EQ(skipped.output, "skipped: nobody.sock: no engine\n");
  const Ending required = launch("echo never", "", "CAISSON_REQUIRE_ENGINE=1");
  EXPECT_EQ(required.exit_code, 3);
  EXPECT_EQ(required.output, "error: nobody.sock: no engine\n");
  EXPECT_EQ(
      calls(),
      "supervisor --manifest /declared/shop.json\nsupervisor --manifest /declared/shop.json\n");
}

TEST_F(Launcher, EndsAsTheCommandThatFailsToStartOne) {
  put_command("echo error: the manifest is broken >&2; exit 2");
  const Ending run = launch("echo never");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.output, HasSubstr("the manifest is broken\n"));
}

TEST_F(Launcher, PassesSignalsOn) {
  FakeSupervisor supervisor(socket());
  for (const char* const signal : {"INT", "TERM", "HUP"}) {
    const std::string name = signal;
    const Ending run = launch("tail -f /dev/null & trap \"kill $!; exit 9\" " + name + "; kill -" +
                              name + " $PPID; wait");
    EXPECT_EQ(run.exit_code, 9) << signal << run.output;
  }
}

/// The pipe of the output, on which we wait, is held by the command.
TEST_F(Launcher, TakesTheCommandAlongWhenItIsKilled) {
  FakeSupervisor supervisor(socket());
  launch("kill -KILL $PPID; exec tail -f /dev/null");
  EXPECT_EQ(supervisor.heard(), "lease <end>");
}

TEST_F(Launcher, HandsItsCtestOver) {
  FakeSupervisor supervisor(socket());
  const std::string ctest = path("ctest");
  std::filesystem::copy_file(LAUNCHER, ctest);
  const Ending run = this->run(ctest + " " LAUNCHER " " + program() + k_options + "-- /bin/true");
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, ContainsRegex("caisson: services are ready after [0-9]+\\.[0-9] s\n"));
  supervisor.heard();
  EXPECT_GT(supervisor.leaseholder(), 1);
  EXPECT_THAT(run.output,
              StartsWith("launcher " + std::to_string(supervisor.leaseholder()) + "\n"));
}

TEST_F(Launcher, WithoutCtestIsSilent) {
  FakeSupervisor supervisor(socket());
  const Ending run =
      this->run(LAUNCHER " --orphan " + program() + k_options + "-- /bin/echo it ran");
  EXPECT_EQ(run.output, "it ran\n");
  supervisor.heard();
  EXPECT_EQ(supervisor.leaseholder(), 0);
}

TEST_F(Launcher, SaysWhatIsWrongWithItsArguments) {
  const auto said = [this](const std::string& arguments) {
    const Ending run = this->run(program() + " " + arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments;
    return run.output;
  };
  EXPECT_THAT(said("--manifset /m.json -- true"),
              StartsWith("error: unknown option `--manifset`\n"));
  EXPECT_THAT(said("--manifest -- true"), StartsWith("error: `--manifest` wants a value\n"));
  EXPECT_THAT(said("--manifest"), StartsWith("error: `--manifest` wants a value\n"));
  EXPECT_THAT(said("-- true"), StartsWith("error: there is no --manifest\n"));
  EXPECT_THAT(said("--manifest /m.json --"), StartsWith("error: there is no command\n"));
  EXPECT_THAT(said("--manifest /m.json"), StartsWith("error: there is no command\n"));
}

}  // namespace
}  // namespace caisson::launcher
