#include "plan/backend_choice.hpp"

#include <gtest/gtest.h>

#include "model/builder.hpp"

namespace caisson::plan {
namespace {

/// `api-1` with a mock and two ports, `bare` without either, the one-shot `migrate`.
class BackendChoice : public testing::Test {
 protected:
  void SetUp() override {
    model::Service& api = test::add_service(stack, "api-1");
    api.ports = {8080, 9000};
    api.mock = "bare";
    model::Service& bare = test::add_service(stack, "bare");
    bare.ports.clear();
    bare.healthcheck.reset();
    test::add_service(stack, "migrate").completes = true;
  }

  Result<Backends> choose(const Variables& variables,
                          const std::vector<std::string>& options = {}) {
    return choose_backends(stack, variables, options);
  }
  Places places(const Variables& variables, const std::vector<std::string>& options = {}) {
    const auto chosen = choose(variables, options);
    EXPECT_TRUE(chosen.has_value()) << to_string(chosen.error());
    return chosen ? chosen->at("api-1").places : Places();
  }
  void refused(const Variables& variables, const std::vector<std::string>& options,
               const std::string& place, const std::string& message, const std::string& remedy) {
    const auto chosen = choose(variables, options);
    ASSERT_FALSE(chosen.has_value()) << message;
    EXPECT_EQ(chosen.error().kind, ErrorKind::usage);
    EXPECT_EQ(chosen.error().place, place);
    EXPECT_EQ(chosen.error().message, message);
    EXPECT_EQ(chosen.error().remedy, remedy);
  }

  const Variables external{{"CAISSON_API_1_BACKEND", "external"}};
  Variables at(Variables more) {
    more.insert(external.begin(), external.end());
    return more;
  }

  model::Stack stack = test::empty_stack();
};

TEST_F(BackendChoice, IsNoneWhereNothingIsSaid) {
  EXPECT_EQ(*choose({}), Backends());
  EXPECT_EQ(*choose({{"CAISSON_API_1_BACKEND", ""},
                     {"CAISSON_BARE_BACKEND", "container"},
                     {"CAISSON_BACKEND", "x"},
                     {"BACKEND", "y"}}),
            Backends());
}

TEST_F(BackendChoice, AnOptionComesBeforeAVariable) {
  EXPECT_EQ(choose({{"CAISSON_API_1_BACKEND", "mock"}})->at("api-1"),
            (Backend{model::Backend::mock, {}}));
  EXPECT_EQ(*choose({{"CAISSON_API_1_BACKEND", "mock"}}, {"api-1=container"}), Backends());
  EXPECT_EQ(choose({}, {"api-1=mock"})->at("api-1").kind, model::Backend::mock);
}

TEST_F(BackendChoice, AProcessListensOnTheSamePortsUnlessItSaysAnother) {
  EXPECT_EQ(places({}, {"api-1=process"}),
            (Places{{8080, {"localhost", 8080}}, {9000, {"localhost", 9000}}}));
  EXPECT_EQ(places({}, {"api-1=process:3001"}),
            (Places{{8080, {"localhost", 3001}}, {9000, {"localhost", 9000}}}));
  EXPECT_EQ(choose({}, {"bare=process"})->at("bare").places, Places());
}

TEST_F(BackendChoice, WhereAnExternalOneIs) {
  const auto there = [](const std::string& host, std::uint16_t port, std::uint16_t other) {
    return Places{{8080, {host, port}}, {9000, {host, other}}};
  };
  EXPECT_EQ(places(at({{"CAISSON_API_1_URL", "http://user:pw@api.example:81/"}})),
            there("api.example", 81, 9000));
  EXPECT_EQ(places(at({{"CAISSON_API_1_URL", "http://api.example"}})),
            there("api.example", 80, 9000));
  EXPECT_EQ(places(at({{"CAISSON_API_1_URL", "postgres://u:p@h/shop"}})), there("h", 5432, 9000));
  EXPECT_EQ(places(at({{"CAISSON_API_1_HOST", "10.0.0.7"},
                       {"CAISSON_API_1_PORT", "81"},
                       {"CAISSON_API_1_PORT_9000", "91"}})),
            there("10.0.0.7", 81, 91));
  EXPECT_EQ(places(at({{"CAISSON_API_1_HOST", "::1"}, {"CAISSON_API_1_PORT", "81"}})),
            there("localhost", 81, 9000));
  EXPECT_EQ(places(external, {"api-1=external:127.0.0.1:81"}), there("localhost", 81, 9000));
}

TEST_F(BackendChoice, NamesAServiceThatNobodyDeclared) {
  refused({{"CAISSON_API_2_BACKEND", "mock"}}, {}, "CAISSON_API_2_BACKEND",
          "`shop` has no such service", "did you mean `CAISSON_API_1_BACKEND`?");
  refused({}, {"api1=mock"}, "--backend", "unknown service `api1`", "did you mean `api-1`?");
  refused({}, {"mock"}, "--backend", "`mock` does not say which backend",
          "write it like `mock=process`");
}

TEST_F(BackendChoice, NamesABackendThatThereIsNot) {
  refused({{"CAISSON_API_1_BACKEND", "proces"}}, {}, "CAISSON_API_1_BACKEND",
          "unknown backend `proces`", "did you mean `process`?");
  refused({}, {"api-1=mock:80"}, "--backend", "`mock` is at no address", "leave `:80` out");
}

TEST_F(BackendChoice, RefusesWhatTheDeclarationDoesNotAllow) {
  refused({}, {"migrate=process"}, "--backend",
          "`migrate` is a one-shot, whose end nobody could see", "leave it a container");
  refused({}, {"bare=mock"}, "--backend", "`bare` has no MOCK",
          "name what stands in for it where it is declared, at /s/CMakeLists.txt:2");
  refused({}, {"bare=external"}, "--backend", "`bare` has no port that could lead elsewhere",
          "add PORTS where it is declared, at /s/CMakeLists.txt:2");
  refused({}, {"bare=process:80"}, "--backend", "`80` is no port that `bare` could have",
          "write it like `process:3001`");
  refused({}, {"api-1=process:http"}, "--backend", "`http` is no port that `api-1` could have",
          "write it like `process:3001`");
}

TEST_F(BackendChoice, SaysWhatOfAnAddressIsMissing) {
  const std::string message = "where `api-1` is, is not said";
  refused(external, {}, "CAISSON_API_1_BACKEND", message,
          "set `CAISSON_API_1_URL`, or `CAISSON_API_1_HOST` and `CAISSON_API_1_PORT`");
  refused(at({{"CAISSON_API_1_HOST", "h"}}), {}, "CAISSON_API_1_BACKEND", message,
          "set `CAISSON_API_1_PORT`");
  refused(at({{"CAISSON_API_1_PORT", "1"}}), {}, "CAISSON_API_1_BACKEND", message,
          "set `CAISSON_API_1_HOST`");
}

TEST_F(BackendChoice, RefusesWhatIsNoAddress) {
  const auto url = [this](const std::string& value, const std::string& message,
                          const std::string& remedy) {
    refused(at({{"CAISSON_API_1_URL", value}}), {}, "CAISSON_API_1_URL", message, remedy);
  };
  url("https://api.example", "`https://api.example` speaks TLS, and the service itself does not",
      "give an address that speaks as the service does");
  url("http://h:1/v1", "`http://h:1/v1` is a path, and a service is a host and ports",
      "leave `/v1` out");
  for (const char* value : {"h", "tcp://h", "http://:80", "h:0", "h:70000", "a b:1"}) {
    url(value, "`" + std::string(value) + "` is no address with a port",
        "write it like `10.0.0.7:8080` or `http://10.0.0.7:8080`");
  }
  refused(at({{"CAISSON_API_1_HOST", "h"}, {"CAISSON_API_1_PORT", "x"}}), {}, "CAISSON_API_1_PORT",
          "`x` is no port", "give 1 to 65535");
  refused(at({{"CAISSON_API_1_URL", "h:1"}, {"CAISSON_API_1_PORT_9000", "0"}}), {},
          "CAISSON_API_1_PORT_9000", "`0` is no port", "give 1 to 65535");
}

}  // namespace
}  // namespace caisson::plan
