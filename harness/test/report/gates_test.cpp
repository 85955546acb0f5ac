#include "report/gates.hpp"

#include <gmock/gmock.h>

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

TEST(Gates, AreCountedByPhase) {
  EXPECT_EQ(gate_status_text(some(), false),
            "phase 1: 1/3 passed, 1 failed, 1 pending\n"
            "phase 3: 0/1 passed, 1 did not run\n");
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
