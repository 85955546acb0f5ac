#include "report/test_run.hpp"

#include <gmock/gmock.h>

#include "report/test_run_text.hpp"

namespace caisson::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LogRecord record(int number, const std::string& name, bool passed, const std::string& output) {
  LogRecord record;
  record.number = number;
  record.name = name;
  record.started = true;
  record.whole = true;
  record.passed = passed;
  record.seconds = 0.5;
  record.output = output;
  return record;
}

LogRecord not_started(int number, const std::string& name, const std::string& notice) {
  LogRecord never = record(number, name, true, "");
  never.started = false;
  never.notice = notice;
  return never;
}

TestRun run_of(std::vector<LogRecord> records, const DeclaredTests& declared = {},
               const std::set<std::string>& not_run = {}) {
  return make_test_run("shop", {std::move(records), true}, declared, not_run);
}

DeclaredTest declared(const std::string& file, int line) {
  DeclaredTest test;
  test.place = {file, line};
  return test;
}

const std::string k_no_db =
    "error: ✘ db failed while waiting for it to be healthy\n"
    "  cause     exited with 1\n"
    "  declared  /s/CMakeLists.txt:12\n"
    "  last line of its log:\n"
    "  │ out of disk\n"
    "  held back: api\n";

TEST(TestRun, TellsOutcomesApart) {
  LogRecord by_regex = record(4, "d", true, "");
  by_regex.reason = "Skip regular expression found in output. Regex=[x]";
  LogRecord cut = record(7, "g", false, "half");
  cut.whole = false;
  const TestRun run =
      run_of({record(2, "b", false, "no"), record(1, "a", true, ""),
              record(3, "c", true, "skipped: no engine\n  start one\n"), by_regex,
              not_started(5, "e", ""), not_started(6, "f", "Unable to find executable: /x"), cut},
             {}, {"c", "e"});
  std::vector<Outcome> outcomes;
  for (const TestResult& test : run.tests)
    outcomes.push_back(test.outcome);
  EXPECT_THAT(outcomes,
              ElementsAre(Outcome::passed, Outcome::failed, Outcome::skipped, Outcome::skipped,
                          Outcome::disabled, Outcome::not_run, Outcome::cut_off));
  EXPECT_EQ(run.tests[2].reason, "no engine");
}

TEST(TestRun, FindsOneCauseOfAServiceForAllItsTests) {
  DeclaredTests tests{{"a", declared("/s/CMakeLists.txt", 30)},
                      {"b", declared("/s/CMakeLists.txt", 31)}};
  const TestRun run = run_of({record(1, "a", false, k_no_db),
                              record(2, "b", false, "unknown file: Failure\n" + k_no_db.substr(7)),
                              record(3, "c", true, k_no_db)},
                             tests);
  ASSERT_EQ(run.causes.size(), 1U);
  EXPECT_EQ(run.causes[0].title, "db failed while waiting for it to be healthy");
  EXPECT_EQ(run.causes[0].place, (Place{"/s/CMakeLists.txt", 12}));
  EXPECT_THAT(run.causes[0].text, HasSubstr("healthy\ncause     exited with 1\n"));
  EXPECT_THAT(run.causes[0].tests, ElementsAre("a", "b"));
}

TEST(TestRun, BlamesTheSetUpForWhatItHeldBack) {
  DeclaredTests tests;
  tests["setup"] = declared("/s/CMakeLists.txt", 5);
  tests["setup"].fixtures_setup = {"F"};
  tests["middle"].fixtures_required = {"F"};
  tests["middle"].fixtures_setup = {"G"};
  tests["last"].fixtures_required = {"G"};
  tests["lonely"].fixtures_required = {"H"};
  const TestRun run = run_of({not_started(1, "last", "Failed test dependencies: middle"),
                              not_started(2, "middle", "Failed test dependencies: setup"),
                              record(3, "setup", false, "broken\n"),
                              not_started(4, "lonely", "Failed test dependencies: gone")},
                             tests);
  ASSERT_EQ(run.causes.size(), 2U);
  EXPECT_EQ(run.causes[0].title, "setup failed");
  EXPECT_EQ(run.causes[0].text, "broken");
  EXPECT_THAT(run.causes[0].tests, ElementsAre("setup", "middle", "last"));
  EXPECT_EQ(run.causes[1].title, "lonely could not run");
}

TEST(TestRun, SaysWhatAnAssertionSays) {
  const std::string output =
      "[ RUN      ] Orders.AreKept\n"
      "/s/orders_test.cpp:21: Failure\n"
      "Expected equality of these values:\n  1\n  2\n"
      "\n[  FAILED  ] Orders.AreKept (3 ms)\n"
      "services of `Orders.AreKept` in shop.t1:\n  db (running)\n    | ready\n"
      "  all of it: /b/caisson/failures/Orders.AreKept\n  again: ctest -R x\n";
  DeclaredTests tests{{"caisson.shop.warm-up.db", declared("/s/CMakeLists.txt", 20)}};
  tests["caisson.shop.warm-up.db"].fixtures_setup = {"caisson.shop.db"};
  tests["Orders.AreKept"].fixtures_required = {"caisson.shop.db"};
  TestRun run = run_of({record(1, "Orders.AreKept", false, output)}, tests);
  ASSERT_EQ(run.causes.size(), 1U);
  EXPECT_EQ(run.causes[0].place, (Place{"/s/orders_test.cpp", 21}));
  EXPECT_EQ(run.causes[0].text, "Expected equality of these values:\n  1\n  2");
  EXPECT_EQ(run.tests[0].folder, "/b/caisson/failures/Orders.AreKept");

  // Nothing in the output says where: the declaration, or that of the fixture.
  run = run_of({record(1, "Orders.AreKept", false, "")}, tests);
  EXPECT_EQ(run.causes[0].place, (Place{"/s/CMakeLists.txt", 20}));
  EXPECT_EQ(run.causes[0].text, "Orders.AreKept failed and printed nothing");
  tests["Orders.AreKept"].place = {"/s/CMakeLists.txt", 40};
  run = run_of({record(1, "Orders.AreKept", false, output)}, tests);
  EXPECT_EQ(run.causes[0].place, (Place{"/s/CMakeLists.txt", 40}));
  EXPECT_THAT(run.causes[0].text, HasSubstr("/s/orders_test.cpp:21: Expected"));
}

TEST(TestRun, KnowsErrorsOfProgramsAndTimeLimits) {
  DeclaredTests tests;
  tests["slow"].timeout = 1500;
  tests["slow"].after_match = 0.5;
  tests["slow"].match = "caisson: services are ready";
  tests["soon"] = tests["slow"];
  const TestRun run =
      run_of({record(1, "py", false,
                     "x\nTraceback (most recent call last):\n  File \"a.py\", line 1\n"
                     "AssertionError: 1 != 2\n"),
              record(2, "cli", false, "error: unknown service `dx`\n  did you mean `db`?\n"),
              record(3, "script", false, "noise\nCMake Error at x.cmake:3 (message):\n  no\n"),
              record(4, "slow", false, "caisson: services are ready after 0.2 s\nwaiting\n"),
              record(5, "soon", false, "not yet\n"),
              record(6, "cli2", false, "error: unknown service `dx`\n  did you mean `db`?\n")},
             tests);
  ASSERT_EQ(run.causes.size(), 5U);
  EXPECT_EQ(run.causes[0].title, "py: AssertionError: 1 != 2");
  EXPECT_EQ(run.causes[1].text, "error: unknown service `dx`\n  did you mean `db`?");
  EXPECT_THAT(run.causes[1].tests, ElementsAre("cli", "cli2"));
  EXPECT_EQ(run.causes[2].title, "script: CMake Error at x.cmake:3 (message):");
  EXPECT_EQ(run.causes[3].title, "slow: it ran into its time limit of 0.5 s");
  EXPECT_EQ(run.causes[3].text, "it ran into its time limit of 0.5 s; its last lines:\nwaiting");
  EXPECT_EQ(run.causes[4].title, "soon failed");
  EXPECT_EQ(run.causes[4].text, "not yet");
}

TEST(TestRun, CountsTheLastOfRepeatedRuns) {
  const TestRun run = run_of({record(1, "a", false, "no"), record(1, "a", true, "yes")});
  ASSERT_EQ(run.tests.size(), 1U);
  EXPECT_EQ(run.tests[0].outcome, Outcome::passed);
  EXPECT_EQ(run.tests[0].runs, 2);
  EXPECT_TRUE(run.causes.empty());
}

TEST(TestRunText, NamesCausesFirst) {
  TestRun run = run_of({record(1, "a", false, k_no_db), record(2, "b", false, k_no_db),
                        record(3, "c", true, "why\n")},
                       {}, {"c"});
  EXPECT_EQ(test_run_text(run, false),
            "shop: 3 tests, 2 failed, 1 skipped\n"
            "\n"
            "✘ db failed while waiting for it to be healthy\n"
            "  cause     exited with 1\n"
            "  declared  /s/CMakeLists.txt:12\n"
            "  last line of its log:\n"
            "  │ out of disk\n"
            "  held back: api\n"
            "  at /s/CMakeLists.txt:12\n"
            "  failed by it: a, b\n"
            "\n"
            "skipped: c\n"
            "  why\n");
  EXPECT_EQ(test_run_text(make_test_run("shop", {}, {}, {}), false),
            "shop: 0 tests; CTest did not end\n");
}

TEST(CtestTests, ReadsPlacesAndProperties) {
  const auto tests = parse_ctest_tests(R"(a warning
{"backtraceGraph":{"commands":["add_test","dice_gate","include"],"files":["/s/CMakeLists.txt","/s/x.cmake"],
 "nodes":[{"file":0},{"command":2,"file":0,"line":3,"parent":0},{"command":1,"file":1,"line":7,"parent":1},
          {"command":0,"file":1,"line":2,"parent":2}]},
 "kind":"ctestInfo","tests":[
  {"backtrace":3,"name":"a","properties":[{"name":"LABELS","value":["x","y z"]},{"name":"TIMEOUT","value":60.0},
    {"name":"DISABLED","value":true},{"name":"FIXTURES_REQUIRED","value":["F"]},
    {"name":"TIMEOUT_AFTER_MATCH","value":{"regex":["ready"],"timeout":5.0}}]},
  {"name":"b"}],"version":{"major":1,"minor":0}}
)");
  ASSERT_TRUE(tests.has_value());
  const DeclaredTest& a = tests->at("a");
  EXPECT_EQ(a.place, (Place{"/s/x.cmake", 7}));
  EXPECT_THAT(a.labels, ElementsAre("x", "y z"));
  EXPECT_THAT(a.fixtures_required, ElementsAre("F"));
  EXPECT_TRUE(a.disabled);
  EXPECT_EQ(a.timeout, 60);
  EXPECT_EQ(a.after_match, 5);
  EXPECT_EQ(a.match, "ready");
  EXPECT_EQ(tests->at("b").place, Place{});
}

TEST(CtestTests, RefusesWhatIsNone) {
  for (const char* text : {"", "{", "}{", "{}", "{\"tests\":3}", "{\"tests\":[3]}", "no json"})
    EXPECT_TRUE(parse_ctest_tests(text).has_error()) << text;
}

}  // namespace
}  // namespace caisson::report
