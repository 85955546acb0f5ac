#include "report/explain.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace caisson::report {
namespace {

Explanation api() {
  Explanation explanation;
  explanation.service = "api";
  explanation.declared_at = "/s/CMakeLists.txt:9";
  explanation.state = model::ServiceState::created;
  explanation.action = Explanation::Action::start;
  explanation.reasons = {"its container is not running"};
  explanation.needs = {
      {"db", model::Condition::healthy, model::ServiceState::healthy, true},
      {"migrate", model::Condition::completed, model::ServiceState::exited, false}};
  explanation.wants = {{"mailer", model::Condition::healthy, model::ServiceState::absent, false}};
  explanation.needed_by = {"web"};
  model::HealthCheck check;
  check.kind = model::HealthCheck::Kind::http;
  check.port = 8080;
  check.path = "/ready";
  explanation.readiness = check_text(check);
  return explanation;
}

TEST(Explain, SaysWhatWouldHappenAndWhy) {
  EXPECT_EQ(explain_text(api(), false),
            "api is created and would be started\n"
            "  its container is not running\n"
            "  declared at /s/CMakeLists.txt:9\n"
            "  ready when HTTP GET /ready on port 8080 succeeds, within 1 min\n"
            "  waits for\n"
            "    ✔ db to be healthy (is healthy)\n"
            "    … migrate to be completed (is exited)\n"
            "  uses when present\n"
            "    mailer (is absent)\n"
            "  needed by web\n");
}

TEST(Explain, SaysTheSameAsJson) {
  const auto json = nlohmann::json::parse(explain_json(api()));
  EXPECT_EQ(json.at("action"), "start");
  EXPECT_EQ(json.at("needs").at(1).at("condition"), "completed");
  EXPECT_EQ(json.at("needs").at(1).at("holds"), false);
  EXPECT_EQ(json.at("wants").at(0).at("state"), "absent");
}

TEST(Explain, WordsEveryKindOfCheck) {
  using Kind = model::HealthCheck::Kind;
  model::HealthCheck check;
  check.port = 5;
  check.path = "p";
  check.pattern = "up";
  check.command = {"pg_isready", "-q"};
  check.database = "d";
  check.login = "l";
  std::vector<std::string> texts;
  for (const Kind kind :
       {Kind::tcp, Kind::grpc, Kind::postgres, Kind::redis, Kind::log, Kind::exec, Kind::engine}) {
    check.kind = kind;
    texts.push_back(check_text(check));
  }
  EXPECT_THAT(
      texts, ::testing::ElementsAre(
                 "a TCP connection to port 5 stands, within 1 min",
                 "gRPC health of `p` on port 5 is SERVING, within 1 min",
                 "Postgres on port 5 answers a query in `d` as `l`, within 1 min",
                 "Redis on port 5 answers PING, within 1 min", "its log matches `up`, within 1 min",
                 "`pg_isready -q` exits with 0 inside it, within 1 min",
                 "the image's own health check passes, within 1 min"));
}

}  // namespace
}  // namespace caisson::report
