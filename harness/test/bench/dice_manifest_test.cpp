#include "bench/dice_manifest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace caisson::bench {
namespace {

using nlohmann::json;

json service(const json& volumes) {
  return {{"services", {{"s", {{"volumes", volumes}}}}}};
}

std::string source_of(const json& manifest, std::size_t volume) {
  return manifest.at("services").at("s").at("volumes").at(volume).at("source");
}

TEST(DiceManifest, WhatIsWrittenMoves) {
  const json moved = with_data_below(
      "/own", service({{{"source", "/dice/data/postgres"}, {"target", "/data"}},
                       {{"source", "/dice/src"}, {"target", "/src"}, {"read_only", true}}}));
  EXPECT_EQ(source_of(moved, 0), "/own/postgres");
  EXPECT_EQ(source_of(moved, 1), "/dice/src");
}

TEST(DiceManifest, WhoReadsAPartOfItFollows) {
  const json moved = with_data_below(
      "/own",
      {{"services",
        {{"certificates", {{"volumes", {{{"source", "/dice/certs"}, {"target", "/certs"}}}}}},
         {"s",
          {{"volumes",
            {{{"source", "/dice/certs/edge"}, {"target", "/edge"}, {"read_only", true}},
             {{"source", "/dice/certs-of-others"}, {"target", "/o"}, {"read_only", true}}}}}}}}});
  EXPECT_EQ(source_of(moved, 0), "/own/certs/edge");
  EXPECT_EQ(source_of(moved, 1), "/dice/certs-of-others");
}

TEST(DiceManifest, NoPortOfTheHostIsFixed) {
  const json moved =
      with_data_below("/own", {{"services",
                                {{"s",
                                  {{"ports", {8080}},
                                   {"prefer", {{{"host", 80}, {"container", 8000}}}},
                                   {"publish", {{{"host", 9}, {"container", 8080}}}}}},
                                 {"one-shot", json::object()}}}});
  EXPECT_EQ(moved.at("services").at("s"), (json{{"ports", {8000, 8080}}}));
  EXPECT_EQ(moved.at("services").at("one-shot"), json::object());
}

}  // namespace
}  // namespace caisson::bench
