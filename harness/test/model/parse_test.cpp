#include "model/parse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "model/arbitrary.hpp"
#include "model/emit.hpp"

namespace caisson::model {
namespace {
using namespace std::chrono_literals;
using test::Json;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* k_origin = "/b/caisson/shop.json";

/// A small manifest that is right, for a test to spoil.
Json good() {
  return Json::parse(R"({
    "schema": 1,
    "generator": {"name": "Caisson", "version": "0.1.0", "cmake": "3.25.1"},
    "stack": {"name": "shop", "source_dir": "/s"},
    "images": {"app": {"reference": "app:1"}},
    "services": {"api": {"image": "app", "ports": [8080],
      "healthcheck": {"kind": "http", "port": 8080, "path": "/ready"}}},
    "modes": {"all": {"services": ["api"], "default": true}}
  })");
}

Error error_of(const Json& manifest) {
  const auto stack = parse_stack(manifest.dump(), k_origin);
  return stack ? Error{ErrorKind::usage, "parsed"} : stack.error();
}

TEST(ParseStack, FillsDefaults) {
  const auto stack = parse_stack(good().dump(), k_origin);
  ASSERT_TRUE(stack) << to_string(stack.error());
  const Service& api = stack->services.at("api");
  EXPECT_EQ(api.name, "api");
  EXPECT_EQ(api.replicas, 1);
  EXPECT_EQ(api.healthcheck->within, Duration(60s));
  EXPECT_FALSE(api.healthcheck->every);
  EXPECT_FALSE(api.liveness);
  EXPECT_TRUE(stack->modes.at("all").is_default);
}

TEST(ParseStack, TakesZeroForNoBudgetAndNoPause) {
  Json manifest = good();
  manifest["services"]["api"]["budget_ms"] = 0;
  manifest["services"]["api"]["healthcheck"]["every_ms"] = 0;
  const auto stack = parse_stack(manifest.dump(), k_origin);
  ASSERT_TRUE(stack) << to_string(stack.error());
  EXPECT_FALSE(stack->services.at("api").budget);
  EXPECT_FALSE(stack->services.at("api").healthcheck->every);
}

RC_GTEST_PROP(ParseStack, ReadsBackEveryField, ()) {
  Stack stack = test::arbitrary_acyclic_stack(3);
  for (auto& [name, service] : stack.services) {
    test::fill(service);
    service.program = Program{"p" + test::arbitrary_text(), "/" + test::arbitrary_text()};
    service.time_scale = *rc::gen::inRange(4, 64) / 4.0;
  }
  test::add_mode(stack, "all", {"s000"}).aliases = {test::arbitrary_text()};
  stack.modes.at("all").env = {{"s000", {{test::arbitrary_text(), test::arbitrary_text()}}}};
  const std::string test = "t" + test::arbitrary_text();
  stack.tests[test] = {test, {"s000", test::arbitrary_text()}};
  stack.overlays["prod"] = test::arbitrary_overlay("prod", "s000");
  const auto read = parse_stack(test::emit(stack).dump(), k_origin);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == stack);
}

RC_GTEST_PROP(ParseStack, NamesATruncatedFileWhereverItWasCut, ()) {
  const std::string text = good().dump(2);
  const auto end = *rc::gen::inRange<std::size_t>(1, text.size());
  const auto stack = parse_stack(text.substr(0, end), k_origin);
  RC_ASSERT(!stack.has_value());
  RC_ASSERT(stack.error().kind == ErrorKind::manifest);
  RC_ASSERT(stack.error().message == "is truncated: the JSON text ends too early");
}

RC_GTEST_PROP(ParseStack, SurvivesAnyOneByte, ()) {
  std::string text = good().dump();
  text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  const auto stack = parse_stack(text, k_origin);
  RC_CLASSIFY(stack.has_value());
  if (!stack) RC_ASSERT(stack.error().kind == ErrorKind::manifest);
}

TEST(ParseStack, RefusesAnEmptyFile) {
  const auto stack = parse_stack(" \n", k_origin);
  ASSERT_FALSE(stack);
  EXPECT_EQ(stack.error().message, "is empty");
  EXPECT_EQ(stack.error().place, k_origin);
}

TEST(ParseStack, SaysInWhichLineItIsNoJson) {
  const auto stack = parse_stack("{\n\"schema\": 1,\n oops }", k_origin);
  ASSERT_FALSE(stack);
  EXPECT_EQ(stack.error().message, "is not JSON: unexpected character");
  EXPECT_EQ(stack.error().place, "/b/caisson/shop.json:3");
}

TEST(ParseStack, RefusesAnotherSchemaBeforeAnythingElse) {
  Json manifest = good();
  manifest["schema"] = 2;
  manifest["generator"]["version"] = "3.1.0";
  manifest["services"] = "no idea";
  const Error error = error_of(manifest);
  EXPECT_EQ(error.message, "written by Caisson 3.1.0, schema 2; this caisson reads up to 1");
  EXPECT_EQ(error.remedy, "update the CLI or configure again");
  EXPECT_EQ(error.place, k_origin);
}

TEST(ParseStack, RefusesWhatIsNoManifest) {
  EXPECT_THAT(error_of(Json::parse("[1]")).message, HasSubstr("expected an object, got a list"));
  EXPECT_THAT(error_of(Json::parse(R"({"a":1})")).message, HasSubstr("has no `schema` number"));
}

struct Mistake {
  const char* pointer;
  Json value;
  const char* place;
  const char* message;
};

class ParseStackMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ParseStackMistake, HasAnAddress) {
  Json manifest = good();
  manifest[Json::json_pointer(GetParam().pointer)] = GetParam().value;
  const Error error = error_of(manifest);
  EXPECT_EQ(error.kind, ErrorKind::manifest);
  EXPECT_EQ(error.place, GetParam().place);
  EXPECT_EQ(error.message, GetParam().message);
  EXPECT_THAT(error.remedy, HasSubstr(k_origin));
}

INSTANTIATE_TEST_SUITE_P(
    All, ParseStackMistake,
    testing::Values(
        Mistake{"/services/api/healthcheck/port", 70000, "services.api.healthcheck.port",
                "expected a port from 1 to 65535, got `70000`"},
        Mistake{"/services/api/healthcheck/port", "8080", "services.api.healthcheck.port",
                "expected a port from 1 to 65535, got `\"8080\"`"},
        Mistake{"/services/api/healthcheck/port", nullptr, "services.api.healthcheck.port",
                "is missing: expected a port from 1 to 65535"},
        Mistake{"/services/api/ports/0", 0, "services.api.ports[0]",
                "expected a port from 1 to 65535, got `0`"},
        Mistake{"/services/api/healthcheck/path", "", "services.api.healthcheck.path",
                "is missing: expected text"},
        Mistake{"/services/api/healthcheck/kind", "htpt", "services.api.healthcheck.kind",
                "`htpt` is none of `tcp`, `http`, `grpc`, `postgres`, `redis`, `log`, `exec`, "
                "`engine`"},
        Mistake{"/services/api/healthcheck/within_ms", -5, "services.api.healthcheck.within_ms",
                "expected a positive number of milliseconds, got `-5`"},
        Mistake{"/services/api/healthcheck/grace", 1.5, "services.api.healthcheck.grace",
                "expected a whole number of at least 0, got `1.5`"},
        Mistake{"/services/api/imagee", "x", "services.api.imagee", "is an unknown key"},
        Mistake{"/services/api/image", nullptr, "services.api.image", "is missing: expected text"},
        Mistake{"/services/api/command", "node", "services.api.command",
                "expected a list of texts, got `\"node\"`"},
        Mistake{"/services/api/command", Json::array({"node", 1}), "services.api.command[1]",
                "expected text, got `1`"},
        Mistake{
            "/services/api/env", {{"A", true}}, "services.api.env.A", "expected text, got `true`"},
        Mistake{"/services/api/depends", Json::array({"db"}), "services.api.depends[0]",
                "expected an object, got `\"db\"`"},
        Mistake{"/services/api/depends",
                {{{"service", "db"}, {"condition", "healty"}}},
                "services.api.depends[0].condition",
                "`healty` is none of `healthy`, `started`, `completed`"},
        Mistake{"/services/api/completes", "yes", "services.api.completes",
                "expected true or false, got `\"yes\"`"},
        Mistake{"/services/api/replicas", 0, "services.api.replicas",
                "expected a whole number of at least 1, got `0`"},
        Mistake{"/services/api/memory_bytes", 1e300, "services.api.memory_bytes",
                "expected a whole number of at least 0, got `1e+300`"},
        Mistake{"/services/api/phase", 3000000000U, "services.api.phase",
                "`3000000000` is too big"},
        Mistake{"/services/api/cpus", -1, "services.api.cpus",
                "expected a number of at least 0, got `-1`"},
        Mistake{"/services/db", 5, "services.db", "expected an object, got `5`"},
        Mistake{"/modes/all/default", 1, "modes.all.default", "expected true or false, got `1`"},
        Mistake{"/stack/name", nullptr, "stack.name", "is missing: expected text"},
        Mistake{"/stack", nullptr, "stack", "is missing: expected an object"},
        Mistake{"/images", Json::array(), "images", "expected an object, got a list"}));

TEST(ParseStack, NamesTheNearestKey) {
  Json manifest = good();
  manifest["services"]["api"]["helthcheck"] = Json::object();
  EXPECT_EQ(error_of(manifest).remedy, "did you mean `healthcheck`? in `/b/caisson/shop.json`");
}

TEST(ParseStack, ReportsAllMistakesAtOnce) {
  Json manifest = good();
  manifest["services"]["api"]["ports"] = {1, 70000};
  manifest["services"]["api"]["profil"] = "x";
  manifest["modes"]["all"]["services"] = "api";
  const Error error = error_of(manifest);
  EXPECT_EQ(error.place, k_origin);
  EXPECT_EQ(error.message,
            "3 mistakes:\n"
            "- services.api.ports[1]: expected a port from 1 to 65535, got `70000`\n"
            "- services.api.profil: is an unknown key (did you mean `profile`?)\n"
            "- modes.all.services: expected a list of texts, got `\"api\"`");
}

TEST(ReadStack, ReadsParsesAndChecks) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "shop.json";
  EXPECT_EQ(read_stack(path).error().kind, ErrorKind::manifest);
  Json manifest = good();
  ASSERT_TRUE(write_file(path, manifest.dump()));
  EXPECT_TRUE(read_stack(path));
  manifest["services"]["api"]["image"] = "ap";
  ASSERT_TRUE(write_file(path, manifest.dump()));
  EXPECT_EQ(read_stack(path).error().message, "unknown image `ap`");
}

}  // namespace
}  // namespace caisson::model
