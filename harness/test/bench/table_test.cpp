#include "bench/table.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace caisson::bench {
namespace {

using testing::HasSubstr;
using testing::Not;

Row row(const std::string& metric, const std::string& value, const std::string& date) {
  return {metric, "≤ 1 s", value, true, "–", "–", true, {date, "a machine"}};
}

Row not_run(const std::string& metric) {
  return {metric, "≤ 1 s", "not run: no rival found", false, "–", "–", false, {"day 2", "another"}};
}

std::vector<std::string> values_of(const std::vector<Row>& rows) {
  std::vector<std::string> values;
  for (const Row& each : rows)
    values.push_back(each.metric + " " + each.value + " " + each.provenance.date);
  return values;
}

TEST(Table, KeepsWhatWasNotMeasured) {
  const std::vector<Row> published = {row("a", "1", "day 1"), row("b", "2", "day 1")};
  const std::vector<Row> merged =
      merge(published, {row("c", "3", "day 2"), row("a", "4", "day 2")});
  EXPECT_THAT(values_of(merged), testing::ElementsAre("a 4 day 2", "b 2 day 1", "c 3 day 2"));
}

TEST(Table, AFigureIsNotReplacedByNone) {
  const std::vector<Row> merged = merge({row("a", "1", "day 1")}, {not_run("a"), not_run("b")});
  EXPECT_THAT(values_of(merged),
              testing::ElementsAre("a 1 day 1", "b not run: no rival found day 2"));
}

TEST(Table, IsReadAsItWasWritten) {
  const std::vector<Row> rows = {row("a", "1", "day 1"), not_run("b")};
  const std::vector<Row> read = rows_from_json(to_json(rows));
  EXPECT_EQ(to_json(read), to_json(rows));
  EXPECT_EQ(to_markdown(read), to_markdown(rows));
}

TEST(Table, WhatIsNoTableIsNotRead) {
  EXPECT_THROW(rows_from_json("{\"rows\": [{\"metric\": \"a\"}]}"), nlohmann::json::exception);
  EXPECT_THROW(rows_from_json("half a ta"), nlohmann::json::exception);
}

TEST(Table, NamesEachMissAndEachMachineOnce) {
  const std::string text =
      to_markdown({row("a", "1", "day 1"), row("b", "2", "day 1"), not_run("c")});
  EXPECT_THAT(text,
              HasSubstr("Goals missed:\n\n- c: goal ≤ 1 s, measured not run: no rival found\n"));
  EXPECT_THAT(text, HasSubstr("| a | ≤ 1 s | 1 | yes | – | – | day 1 |\n"));
  EXPECT_THAT(text, HasSubstr("Measured on:\n\n- day 1: a machine\n- day 2: another\n"));
}

TEST(Table, SaysWhenNothingIsMissed) {
  const std::string text = to_markdown({row("a", "1", "day 1")});
  EXPECT_THAT(text, HasSubstr("Every goal is met.\n"));
  EXPECT_THAT(text, Not(HasSubstr("missed")));
}

}  // namespace
}  // namespace caisson::bench
