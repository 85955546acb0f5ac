#include "report/gates.hpp"

#include <gmock/gmock.h>

#include "report/gates_page.hpp"

namespace caisson::report {
namespace {

constexpr const char* k_declared = R"({"schema":1,
 "gates":[
  {"name":"start-order","phase":1,"task":"1.1","pending":false,"declared_at":"/s/CMakeLists.txt:7"},
  {"name":"seeded","phase":1,"task":"1.2","pending":false,"declared_at":"/s/CMakeLists.txt:8"},
  {"name":"devcontainer","phase":1,"task":"","pending":true,"declared_at":"/s/CMakeLists.txt:9"},
  {"name":"traces","phase":3,"task":"3.2","pending":false,"declared_at":"/s/CMakeLists.txt:10"}]}
)";

std::vector<Gate> some() {
  auto gates = parse_gates(k_declared);
  EXPECT_TRUE(gates.has_value());
  EXPECT_TRUE(take_gate_result(R"({"name":"start-order","phase":1,"task":"1.1","result":"passed",)"
                               R"("seconds":12.345,"when":1795231768566514,"output":""})",
                               (*gates)[0])
                  .has_value());
  EXPECT_TRUE(take_gate_result(R"({"result":"failed","seconds":0.5,"when":2,"output":"no\nmore"})",
                               (*gates)[1])
                  .has_value());
  return *gates;
}

TEST(Gates, AreALineEach) {
  EXPECT_EQ(gates_text(some(), false),
            "1  1.1  start-order   passed       12.3 s\n"
            "1  1.2  seeded        failed       /s/CMakeLists.txt:8\n"
            "       no\n"
            "1       devcontainer  pending\n"
            "3  3.2  traces        did not run  /s/CMakeLists.txt:10\n");
}

TEST(Gates, AreAPage) {
  std::vector<Gate> gates = some();
  gates[1].output = "/s/ctest/seeded.py:7: no\nmore";
  EXPECT_EQ(gates_page(gates, "/s"), R"(# Implementation status

Rendered from the results of the gates by `caisson gate --status`; not written by hand.

- Current phase: 1
- Last updated: 2026-11-21 03:29 UTC, the newest result
- Progress: 1/4 gates passed

## Progress per task

| phase | task | gates passed |
|---|---|---|
| 1 |  | 0/1 |
| 1 | 1.1 | 1/1 |
| 1 | 1.2 | 0/1 |
| 3 | 3.2 | 0/1 |

## Blockers

- seeded (phase 1, task 1.2): failed

## Next steps

- devcontainer (phase 1): build it

## Completed features

- start-order (phase 1, task 1.1)

## Known issues

- seeded (phase 1, task 1.2): failed: ctest/seeded.py:7: no
)");
}

TEST(Gates, OfNoResultAreAPageAllTheSame) {
  const auto gates = parse_gates(k_declared);
  ASSERT_TRUE(gates.has_value());
  const std::string page = gates_page(*gates, "/s");
  EXPECT_THAT(page, ::testing::HasSubstr("- Last updated: never\n- Progress: 0/4 gates passed\n"));
  EXPECT_THAT(page, ::testing::HasSubstr("- start-order (phase 1, task 1.1): run it\n"));
  EXPECT_THAT(page, ::testing::HasSubstr("## Known issues\n\nNone.\n"));
}

TEST(Gates, ThatAllPassedEndThePage) {
  std::vector<Gate> gates = some();
  for (Gate& gate : gates)
    gate.result = Gate::Result::passed;
  EXPECT_THAT(gates_page(gates, ""),
              ::testing::HasSubstr("- Current phase: none: every gate has passed\n"));
}

TEST(Gates, OnlyPassedMeansPassed) {
  for (const auto& [word, result] :
       std::map<std::string, Gate::Result>{{"passed", Gate::Result::passed},
                                           {"running", Gate::Result::did_not_end},
                                           {"skipped", Gate::Result::skipped},
                                           {"something", Gate::Result::failed}}) {
    Gate gate;
    ASSERT_TRUE(
        take_gate_result(R"({"result":")" + word + R"(","seconds":1,"when":1,"output":""})", gate)
            .has_value());
    EXPECT_EQ(gate.result, result) << word;
  }
  Gate pending;
  pending.result = Gate::Result::pending;
  ASSERT_TRUE(take_gate_result(R"({"result":"passed"})", pending).has_value());
  EXPECT_EQ(pending.result, Gate::Result::pending);
}

TEST(Gates, SayWhatCannotBeRead) {
  Gate gate;
  gate.name = "seeded";
  const auto taken = take_gate_result("{", gate);
  ASSERT_TRUE(taken.has_error());
  EXPECT_EQ(taken.error().message, "the result of gate `seeded` cannot be read");
  EXPECT_EQ(gate.result, Gate::Result::did_not_run);
  for (const char* text : {"", "{}", R"({"gates":[{}]})", R"({"gates":3})"})
    EXPECT_TRUE(parse_gates(text).has_error()) << text;
}

TEST(Gates, AreJson) {
  EXPECT_THAT(gates_json(some()), ::testing::HasSubstr(R"("result": "did not run")"));
  EXPECT_EQ(gates_json({}), "{\n  \"schema\": 1,\n  \"gates\": []\n}\n");
}

}  // namespace
}  // namespace caisson::report
