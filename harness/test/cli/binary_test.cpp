#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "cli/command.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;

/// The real binary where it needs no engine.
class Binary : public ::testing::Test {
 protected:
  std::string put(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(m_folder / name, text).has_value());
    return m_folder / name;
  }

  Ran run(const std::vector<std::string>& arguments) {
    return m_command.run(arguments, m_folder.path());
  }

  std::string good() {
    return put("shop.json", R"({"schema":1,
      "generator":{"name":"Caisson","version":"0.1.0","cmake":"3.25.1"},
      "stack":{"name":"shop","domain":"shop.local","declared_at":"/s/CMakeLists.txt:1",
               "source_dir":"/s","build_dir":"/b","config":"Debug"},
      "images":{"api":{"declared_at":"/s/CMakeLists.txt:2","reference":"api:1"}},
      "services":{"db":{"declared_at":"/s/CMakeLists.txt:3","image":"api"},
                  "api":{"declared_at":"/s/CMakeLists.txt:4","image":"api",
                         "depends":[{"service":"db","condition":"started"}]}},
      "modes":{"all":{"declared_at":"/s/CMakeLists.txt:5","services":["api"],"default":true}}})");
  }

  /// The same, with a name below its domain.
  std::string routed() {
    auto manifest = nlohmann::json::parse(*read_file(good()));
    manifest["services"]["api"]["ports"] = nlohmann::json::array({8080});
    manifest["services"]["api"]["routes"] =
        nlohmann::json::array({nlohmann::json{{"host", "api"}, {"port", 8080}}});
    return put("routed.json", manifest.dump());
  }

  TemporaryFolder m_folder;
  Command m_command{{{"XDG_STATE_HOME", m_folder.path()},
                     {"XDG_RUNTIME_DIR", m_folder.path()},
                     {"CAISSON_MANIFEST", ""},
                     {"CAISSON_INSTANCE", ""},
                     {"CAISSON_ENGINE", ""},
                     {"CAISSON_REQUIRE_ENGINE", ""},
                     {"DOCKER_HOST", "unix://" + m_folder.path() + "/nobody.sock"}}};
};

TEST_F(Binary, TellsItsVersion) {
  const Ran text = run({"version"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_EQ(text.out, "caisson " CAISSON_VERSION "\n");
  EXPECT_EQ(text.err, "");
  const auto json = nlohmann::json::parse(run({"version", "--format", "json"}).out);
  EXPECT_EQ(json.at("version"), CAISSON_VERSION);
}

TEST_F(Binary, PrintsHelpOnStdoutAndMistakesOnStderr) {
  const Ran help = run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("up "));
  EXPECT_EQ(help.err, "");
  const Ran none = run({});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.out, "");
  EXPECT_EQ(none.err, "error: a verb is missing\n  See `caisson --help`.\n");
}

TEST_F(Binary, ExitsWith2ForAWrongCommandLine) {
  const Ran verb = run({"stauts"});
  EXPECT_EQ(verb.exit_code, 2);
  EXPECT_THAT(verb.err, HasSubstr("error: unknown verb `stauts`\n  did you mean `status`?"));
  const Ran option = run({"up", "--kep"});
  EXPECT_EQ(option.exit_code, 2);
  EXPECT_EQ(option.err, "error: unknown option `--kep`\n  did you mean `--keep`?\n");
}

TEST_F(Binary, NamesTheNearestModeAndService) {
  const std::string manifest = good();
  const Ran mode = run({"up", "--mode", "al", "--manifest", manifest});
  EXPECT_EQ(mode.exit_code, 2);
  EXPECT_EQ(mode.err, "error: unknown mode `al`\n  did you mean `all`?\n");
  for (const char* verb : {"up", "graph", "logs", "down", "restart"}) {
    const Ran service = run({verb, "apii", "--manifest", manifest});
    EXPECT_EQ(service.exit_code, 2) << verb;
    EXPECT_EQ(service.err, "error: unknown service `apii`\n  did you mean `api`?\n") << verb;
  }
}

TEST_F(Binary, RefusesServicesTogetherWithAMode) {
  const Ran both = run({"up", "api", "--mode", "all", "--manifest", good()});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_EQ(both.err,
            "error: --mode: services and a mode are named at the same time\n"
            "  Give one or the other.\n");
}

TEST_F(Binary, RefusesToWatchWhereNobodyActsOnEdits) {
  const Ran watch = run({"up", "--watch", "--manifest", good()});
  EXPECT_EQ(watch.exit_code, 2);
  EXPECT_EQ(watch.err,
            "error: --watch: none of the services to start has a WATCH\n"
            "  Say in caisson_add_service() what an edit leads to: `WATCH src restart`.\n");
}

TEST_F(Binary, ChecksTheManifest) {
  const std::string manifest = good();
  const Ran fine = run({"check", "--manifest", manifest});
  EXPECT_EQ(fine.exit_code, 0);
  EXPECT_EQ(fine.out, manifest + ": stack `shop` holds together: 2 services, 1 modes\n");
  const Ran broken = run({"check", "--manifest", put("half.json", "{\"schema\":1,")});
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_THAT(broken.err, HasSubstr("half.json"));
  const Ran newer = run({"check", "--manifest", put("newer.json", R"({"schema":2})")});
  EXPECT_EQ(newer.exit_code, 2);
  EXPECT_THAT(newer.err, HasSubstr("schema"));
  const Ran none = run({"check"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("no manifest found at or above"));
}

TEST_F(Binary, DrawsTheGraphWithoutAnEngine) {
  const Ran dot = run({"graph", "--manifest", good()});
  EXPECT_EQ(dot.exit_code, 0);
  EXPECT_THAT(dot.out, HasSubstr("digraph"));
  EXPECT_THAT(run({"graph", "--format", "svg"}).err, HasSubstr("no manifest"));
  EXPECT_THAT(run({"graph", "--format", "svg", "--manifest", good()}).out, HasSubstr("<svg"));
}

TEST_F(Binary, PrintsTheNamesOfTheEdgeAndWritesThemToTheHostsFileOnce) {
  const std::string manifest = routed();
  EXPECT_EQ(run({"hosts", "--manifest", manifest}).out, "127.0.0.1 api.shop.local\n");
  const auto told =
      nlohmann::json::parse(run({"hosts", "--format", "json", "--manifest", manifest}).out);
  EXPECT_EQ(told["hosts"][0]["name"], "api.shop.local");

  const std::string file = put("hosts", "::1 localhost\n");
  const auto install = [&] {
    return run({"hosts", "--install", "--file", file, "--manifest", manifest});
  };
  const Ran first = install();
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_EQ(first.out, "");
  EXPECT_EQ(first.err, file + " has now api.shop.local\n");
  const std::string written = *read_file(file);
  EXPECT_EQ(written,
            "::1 localhost\n# caisson: names of `shop`, begin\n127.0.0.1 api.shop.local\n"
            "# caisson: names of `shop`, end\n");
  EXPECT_EQ(install().err, file + " has already api.shop.local\n");
  EXPECT_EQ(*read_file(file), written);
}

TEST_F(Binary, SaysWhyNamesCannotBeInstalled) {
  const Ran none = run({"hosts", "--manifest", good()});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err,
            "error: /s/CMakeLists.txt:1: stack `shop` has no routes\n"
            "  Give a service a name below `shop.local`, like `ROUTE api`.\n");
  const auto install = [&](const std::string& file) {
    const Ran ran = run({"hosts", "--install", "--file", file, "--manifest", routed()});
    EXPECT_EQ(ran.exit_code, 1);
    return ran.err;
  };
  const std::string torn = put("hosts", "# caisson: names of `shop`, begin\n");
  EXPECT_EQ(install(torn), "error: " + torn +
                               ": the block of stack `shop` has no end\n"
                               "  Remove it, from the line that begins it on.\n");
  // Not even root may write there.
  const std::string refused = install("/proc/version");
  EXPECT_THAT(refused, ::testing::StartsWith("error: /proc/version: cannot "));
  EXPECT_THAT(refused, HasSubstr("\n  Do it as root, or add by hand what `caisson hosts` prints "
                                 "without `--install`.\n"));
}

TEST_F(Binary, ImportsAComposeFile) {
  const Ran none = run({"import"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err,
            "error: there is no compose file here\n"
            "  Name one: `caisson import path/to/compose.yaml`.\n");
  put("compose.yaml",
      "name: shop\nservices:\n  app: {image: 'shop/app:1', privileged: true, tty: true}\n");
  put("compose.override.yaml", "services: {app: {command: [serve]}}\n");
  const Ran shown = run({"import"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, HasSubstr("# Made from compose.yaml and compose.override.yaml by"));
  EXPECT_THAT(shown.out,
              HasSubstr("caisson_add_service(app IMAGE app COMMAND serve CAPABILITIES "));
  EXPECT_EQ(
      shown.err,
      "warning: compose.yaml:3: services.app.privileged: it is not privileged: no devices, no "
      "changes of the kernel\n"
      "  name what it needs with `cap_add`, which becomes `CAPABILITIES`\n"
      "compose.yaml:3: services.app.tty: it has no terminal\n"
      "  use `caisson shell`\n");
  const Ran written = run({"import", "compose.yaml", "--output", "CMakeLists.txt"});
  EXPECT_EQ(written.exit_code, 0);
  EXPECT_EQ(written.out, "");
  EXPECT_THAT(*read_file(m_folder / "CMakeLists.txt"), HasSubstr("caisson_add_stack(shop)"));
  const Ran again = run({"import", "compose.yaml", "--output", "CMakeLists.txt"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.err,
            "error: CMakeLists.txt: is there already\n  Name another file, or move it away.\n");
}

TEST_F(Binary, TellsAnImportToOtherPrograms) {
  const std::string file =
      put("compose.yaml", "services: {app: {image: 'shop/app:1', tty: true}}\n");
  const Ran ran = run({"import", "compose.yaml", "--stack", "mine", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err, "");
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json.at("stack"), "mine");
  EXPECT_THAT(json.at("declarations").get<std::string>(), HasSubstr("caisson_add_service(app "));
  EXPECT_EQ(json.at("places").at("caisson_add_service(app"), file + ":1");
  EXPECT_EQ(json.at("files").back(), file);
  const auto& finding = json.at("findings").at(0);
  EXPECT_EQ(finding.at("kind"), "note");
  EXPECT_EQ(finding.at("place"), file + ":1");
  put("wrong.yaml", "services: {app: {image: 5}}\n");
  const Ran wrong = run({"import", "wrong.yaml"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.err, "error: wrong.yaml:1: services.app.image: expected text, got `5`\n");
}

TEST_F(Binary, ExitsWith3WithoutAnEngine) {
  const std::string manifest = good();
  for (const char* verb : {"up", "status", "down", "logs"}) {
    const Ran ran = run({verb, "--manifest", manifest});
    EXPECT_EQ(ran.exit_code, 3) << verb << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("nobody.sock")) << verb;
    EXPECT_EQ(ran.out, "") << verb;
  }
}

TEST_F(Binary, WithoutAnEngineTestsAreSkippedWithTheReason) {
  const std::string manifest = good();
  for (std::vector<std::string> verb :
       {std::vector<std::string>{"run", "--services", "db", "--", "echo", "never"},
        std::vector<std::string>{"warm-up", "--services", "db"}}) {
    verb.insert(verb.begin() + 1, {"--manifest", manifest});
    const Ran ran = run(verb);
    EXPECT_EQ(ran.exit_code, 77) << verb.front() << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, ::testing::StartsWith("skipped: "));
    EXPECT_THAT(ran.err, HasSubstr("nobody.sock"));
    m_command.set("CAISSON_REQUIRE_ENGINE", "1");
    const Ran required = run(verb);
    EXPECT_EQ(required.exit_code, 3) << verb.front();
    EXPECT_EQ(required.out, "");
    EXPECT_THAT(required.err, HasSubstr("nobody.sock"));
    m_command.set("CAISSON_REQUIRE_ENGINE", "");
  }
  const Ran supervisor = run({"supervisor", "--manifest", manifest});
  EXPECT_EQ(supervisor.exit_code, 3);
  EXPECT_EQ(supervisor.out, "");
  EXPECT_THAT(supervisor.err, HasSubstr("nobody.sock"));
  // Nothing is there to be released.
  EXPECT_EQ(run({"release", "--manifest", manifest}).exit_code, 0);
}

TEST_F(Binary, RunSaysWhatIsWrongBeforeItLooksForAnEngine) {
  const std::string manifest = good();
  const Ran unknown = run({"run", "--manifest", manifest, "--services", "dbb", "--", "true"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.err, "error: unknown service `dbb`\n  did you mean `db`?\n");
  const Ran none = run({"run", "--manifest", manifest, "--services", "db"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("error: there is no command\n"));
}

TEST_F(Binary, DoctorTellsOfAMissingEngine) {
  const Ran ran = run({"doctor", "--manifest", good(), "--format", "json"});
  EXPECT_EQ(ran.exit_code, 3);
  const auto json = nlohmann::json::parse(ran.out);
  bool found = false;
  for (const auto& finding : json.at("findings")) {
    if (finding.at("what") != "engine") continue;
    found = true;
    EXPECT_EQ(finding.at("grade"), "bad");
    EXPECT_NE(finding.at("fix"), "");
  }
  EXPECT_TRUE(found);
}

TEST_F(Binary, SaysWhatIsWrongWithVerbArguments) {
  const std::string manifest = good();
  const auto said = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--manifest", manifest});
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit_code, 2) << arguments.front();
    return ran.err;
  };
  EXPECT_EQ(said({"wait", "api", "--timeout", "soon"}),
            "error: --timeout: `soon` is no duration\n  Write it like `500ms`, `30s` or `2m`.\n");
  EXPECT_EQ(said({"wait", "api", "--for", "completed"}),
            "error: /s/CMakeLists.txt:4: `api` is no one-shot\n"
            "  Wait for `healthy`, or declare it with COMPLETES.\n");
  EXPECT_EQ(said({"debug", "api"}),
            "error: /s/CMakeLists.txt:4: `api` has no DEBUG\n"
            "  Declare it with `DEBUG NODE ON 9229` or `DEBUG GDB`.\n");
  EXPECT_EQ(said({"logs", "--tail", "-3"}), "error: --tail: `-3` is no number of lines\n");
  EXPECT_EQ(said({"exec", "api"}),
            "error: there is no command\n"
            "  Put it behind `--`: `caisson exec api -- ls /`.\n");
  EXPECT_THAT(said({"completion", "csh"}), HasSubstr("unknown shell `csh`"));
  EXPECT_EQ(said({"image", "lst"}), "error: image: unknown action `lst`\n  did you mean `list`?\n");
}

TEST_F(Binary, CompletionIsCodeTheShellTakes) {
  const Ran script = run({"completion", "bash"});
  ASSERT_EQ(script.exit_code, 0);
  const std::string file = put("completion.bash", script.out);
  EXPECT_EQ(std::system(("bash -n " + file).c_str()), 0);
  const std::string ask = "bash -c 'source " + file +
                          "; COMP_WORDS=(caisson st); COMP_CWORD=1; _caisson; "
                          "test \"${COMPREPLY[*]}\" = status'";
  EXPECT_EQ(std::system(ask.c_str()), 0);
}

TEST_F(Binary, CompletesNamesOfTheManifest) {
  const std::string manifest = good();
  EXPECT_EQ(run({"completion", "services", "--manifest", manifest}).out, "api\ndb\n");
  EXPECT_EQ(run({"completion", "modes", "--manifest", manifest}).out, "all\n");
  const Ran none = run({"completion", "services"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_EQ(none.out + none.err, "");
}

/// A stack in a source tree of its own, with a file for Compose.
class Renders : public Binary {
 protected:
  std::string manifest() {
    nlohmann::json stack = nlohmann::json::parse(*read_file(good()));
    stack["stack"]["source_dir"] = m_folder.path();
    stack["renderings"]["deploy/compose.yml"] = {
        {"declared_at", m_folder.path() + "/CMakeLists.txt:6"}, {"kind", "compose"}};
    return put("shop.json", stack.dump());
  }
  Ran render(std::vector<std::string> words) {
    words.insert(words.begin(), {"render", "--manifest", manifest()});
    return run(words);
  }
  std::string file() { return m_folder / "deploy/compose.yml"; }
};

TEST_F(Renders, WritesWhatIsNotThereOrDiffers) {
  const Ran first = render({});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, "written   deploy/compose.yml\n");
  EXPECT_EQ(first.err,
            "warning: deploy/compose.yml: Compose gives an edge no direction: what they depend on "
            "can look them up and reach them: `api`\n");
  EXPECT_EQ(render({"deploy/compose.yml"}).out, "unchanged deploy/compose.yml\n");
  const Ran elsewhere = render({"--output", m_folder / "out"});
  EXPECT_EQ(elsewhere.out, "written   deploy/compose.yml\n");
  EXPECT_EQ(*read_file(m_folder / "out/deploy/compose.yml"), *read_file(file()));
}

TEST_F(Renders, NamesTheLineThatWasChangedByHand) {
  ASSERT_EQ(render({}).exit_code, 0);
  const Ran same = render({"--check"});
  EXPECT_EQ(same.exit_code, 0);
  EXPECT_EQ(same.out + same.err, "");
  std::string text = *read_file(file());
  text.replace(text.find("CAISSON_INSTANCE:-shop"), 22, "CAISSON_INSTANCE:-ship");
  ASSERT_TRUE(write_file(file(), text));
  const Ran changed = render({"--check"});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_EQ(changed.err,
            "error: deploy/compose.yml:6: is not what the declarations say\n"
            "  change the declarations, not the file, and run `caisson render`\n");
  EXPECT_THAT(changed.out, HasSubstr("-name: \"${CAISSON_INSTANCE:-ship}\"\n"
                                     "+name: \"${CAISSON_INSTANCE:-shop}\"\n"));
  EXPECT_EQ(*read_file(file()), text);
}

TEST_F(Renders, MissesAFileThatWasNeverWritten) {
  const Ran missing = render({"--check"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("deploy/compose.yml: is not what the declarations say"));
  EXPECT_THAT(missing.out, HasSubstr("--- /dev/null\n+++ deploy/compose.yml\n"));
}

TEST_F(Renders, SharesOutTestsByTheTimesThatAreCommitted) {
  nlohmann::json stack = nlohmann::json::parse(*read_file(manifest()));
  stack["renderings"] = {{".github/workflows/services.yml", {{"kind", "github"}}}};
  for (const char* test : {"a", "b"})
    stack["tests"][test] = {{"services", {"api"}}};
  const std::string path = put("shop.json", stack.dump());
  const auto render = [&] { return run({"render", "--manifest", path}); };
  EXPECT_THAT(render().err,
              HasSubstr("warning: .github/workflows/services.yml: no times of tests"));
  const std::string times = m_folder / ".github/test-times.json";
  ASSERT_TRUE(write_file(times, R"({"a": 500, "b": 500.5})"));
  const Ran both = render();
  EXPECT_EQ(both.out + both.err, "written   .github/workflows/services.yml\n");
  EXPECT_THAT(*read_file(m_folder / ".github/workflows/services.yml"),
              testing::AllOf(HasSubstr("name: all 1 of 2\n"), HasSubstr("name: all 2 of 2\n")));
  for (const char* wrong : {"{", "[]", R"({"a": "500"})"}) {
    ASSERT_TRUE(write_file(times, wrong));
    const Ran refused = render();
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_EQ(refused.err, "error: " + times +
                               ": is no object of tests and seconds\n"
                               "  write it by `caisson report --format times`, after a run of "
                               "ctest\n");
  }
}

TEST_F(Renders, NamesTheNearestFile) {
  const Ran wrong = render({"deploy/compse.yml"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.err,
            "error: no rendering `deploy/compse.yml` is declared\n"
            "  did you mean `deploy/compose.yml`?\n");
}

}  // namespace
}  // namespace caisson::test
