#include "lease/environment.hpp"

#include <gmock/gmock.h>

#include "lease/simulated_bench.hpp"
#include "plan/ephemeral.hpp"
#include "run/labels.hpp"

namespace caisson::lease {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EnvironmentTest : public ::testing::Test {
 protected:
  EnvironmentTest() {
    set_up(m_engine);
    m_images.takes = 1ms;
    m_stack = small_shop();
    m_stack.services["db"].template_by = {"migrate"};
    m_stack.services["migrate"].env = {{"DATABASE_URL", "postgres://db:5432/shop"}};
  }

  Environment& environment() {
    if (m_environment) return *m_environment;
    Environment::Callbacks callbacks;
    callbacks.say = [this](const std::string& line) { m_said.push_back(line); };
    callbacks.explain = explained;
    callbacks.bench = [this](const plan::Plan& plan, const std::string& instance,
                             const std::string& manifest) -> Result<std::unique_ptr<Bench>> {
      if (m_bench_fails) return Error{ErrorKind::usage, "the variable `X` is missing"};
      return std::unique_ptr<Bench>(std::make_unique<SimulatedBench>(
          m_engine, m_clock, m_ports, m_images, plan, instance, manifest));
    };
    m_environment.emplace(m_engine, m_clock, "shop.t1", "/b/shop.json", m_stack,
                          std::move(callbacks));
    return *m_environment;
  }

  using Answer = std::shared_ptr<std::optional<Result<void>>>;
  Answer ask(const std::vector<std::string>& services) {
    auto answer = std::make_shared<std::optional<Result<void>>>();
    environment().need(services, [answer](const Result<void>& result) {
      EXPECT_FALSE(answer->has_value()) << "answered twice";
      *answer = result;
    });
    EXPECT_FALSE(answer->has_value()) << "answered from inside";
    return answer;
  }
  Result<void> need(const std::vector<std::string>& services) {
    const Answer answer = ask(services);
    m_clock.run_until([&] { return answer->has_value(); });
    if (!answer->has_value()) return Error{ErrorKind::protocol, "never answered"};
    return **answer;
  }
  void end() {
    bool ended = false;
    environment().end([&ended] { ended = true; });
    EXPECT_FALSE(ended);
    EXPECT_TRUE(m_clock.run_until([&ended] { return ended; }));
  }
  bool nothing_is_left() const {
    return m_engine.containers().empty() && m_engine.networks().empty() &&
           m_engine.volumes().empty();
  }

  engine::simulated::VirtualClock m_clock;
  engine::simulated::SimulatedEngine m_engine{m_clock};
  run::test::FakeImages m_images{m_clock};
  run::HostPorts m_ports{"shop", "", [](std::uint16_t) { return true; }};
  model::Stack m_stack;
  std::vector<std::string> m_said;
  bool m_bench_fails = false;
  std::optional<Environment> m_environment;  ///< goes first
};

TEST_F(EnvironmentTest, BringsUpWhatIsNeededAndSaysWhereItIs) {
  ASSERT_TRUE(need({"api"}).has_value());
  EXPECT_TRUE(environment().has("api"));
  EXPECT_TRUE(environment().has("db"));
  EXPECT_FALSE(environment().has("cache"));
  const Facts facts = environment().facts("api");
  EXPECT_EQ(facts.host, "127.0.0.1");
  EXPECT_EQ(facts.first_port, 8080);
  EXPECT_EQ(facts.container, environment().container("api"));
  EXPECT_EQ(environment().facts("cache"), Facts{});
  const auto container = m_engine.container(facts.container);
  ASSERT_TRUE(container.has_value());
  EXPECT_EQ(container->name, "shop.t1-api");
  EXPECT_THAT(container->labels, Contains(std::pair<const std::string, std::string>(
                                     run::label::k_environment, "shop.t1")));
}

TEST_F(EnvironmentTest, WhatIsThereIsNotMadeAgain) {
  ASSERT_TRUE(need({"api"}).has_value());
  const std::size_t calls = m_engine.calls().size();
  ASSERT_TRUE(need({"db", "api"}).has_value());
  for (std::size_t i = calls; i < m_engine.calls().size(); ++i)
    EXPECT_EQ(m_engine.calls()[i].name, "dial");  // probes of a driver that is going
  ASSERT_TRUE(need({"cache", "api"}).has_value());
  for (const char* service : {"db", "migrate", "api", "cache"})
    EXPECT_EQ(times_made(m_engine, service), 1U) << service;
}

TEST_F(EnvironmentTest, RefusesWhatTheStackDoesNotHave) {
  const auto result = need({"apii"});
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().kind, ErrorKind::usage);
  EXPECT_EQ(m_engine.calls().size(), 0U);
  EXPECT_TRUE(environment().is_empty());
}

TEST_F(EnvironmentTest, WhatCannotBePreparedIsToldAndNotRemembered) {
  m_bench_fails = true;
  const auto result = need({"db"});
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().message, "the variable `X` is missing");
  m_bench_fails = false;
  EXPECT_TRUE(need({"db"}).has_value());
}

TEST_F(EnvironmentTest, AFailureIsToldToThoseItConcernsOnly) {
  const Answer bad = ask({"bad"});
  const Answer held = ask({"held", "cache"});
  const Answer good = ask({"api"});
  ASSERT_TRUE(m_clock.run_until([&] { return *bad && *held && *good; }));
  ASSERT_TRUE((*bad)->has_error());
  EXPECT_EQ((*bad)->error().kind, ErrorKind::service_failed);
  EXPECT_THAT((*bad)->error().message, HasSubstr("bad: exited with code 3"));
  ASSERT_TRUE((*held)->has_error());
  EXPECT_EQ((*held)->error().message, (*bad)->error().message);
  EXPECT_TRUE((*good)->has_value());
  // Nobody is brought up twice for it, and the failed one not again.
  EXPECT_TRUE(need({"bad"}).has_error());
  EXPECT_TRUE(need({"cache"}).has_value());
  for (const char* service : {"db", "migrate", "api", "cache", "bad"})
    EXPECT_EQ(times_made(m_engine, service), 1U) << service;
  EXPECT_EQ(times_made(m_engine, "held"), 0U);
}

TEST_F(EnvironmentTest, ANetworkThatCannotBeIsNobodysServiceButEverybodysFailure) {
  m_engine.faults.push_back({"list_containers", "", {ErrorKind::timed_out, "injected"}, 1});
  const Answer one = ask({"db"});
  const Answer other = ask({"cache"});
  ASSERT_TRUE(m_clock.run_until([&] { return *one && *other; }));
  EXPECT_TRUE((*one)->has_error());
  EXPECT_TRUE((*other)->has_error());
  EXPECT_TRUE(need({"db", "cache"}).has_value());
}

TEST_F(EnvironmentTest, WhatCrashesIsNotedAndMadeAnewWhenNeeded) {
  ASSERT_TRUE(need({"api"}).has_value());
  const Diary::Mark mark = environment().diary().now();
  const std::string before = environment().container("api");
  m_engine.crash("shop.t1-api", 137);
  m_clock.run_for(1s);
  EXPECT_FALSE(environment().has("api"));
  EXPECT_TRUE(environment().has("db"));
  const auto notes = environment().diary().since(mark, "api");
  ASSERT_THAT(notes, ::testing::SizeIs(1));
  EXPECT_EQ(notes[0].text, "ended with 137");
  ASSERT_TRUE(need({"api"}).has_value());
  EXPECT_NE(environment().container("api"), before);
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
  EXPECT_EQ(times_made(m_engine, "migrate"), 1U);
}

TEST_F(EnvironmentTest, OnNewGroundTheOneShotsRunAgain) {
  ASSERT_TRUE(need({"api"}).has_value());
  m_engine.crash("shop.t1-db", 1);
  m_clock.run_for(1s);
  ASSERT_TRUE(need({"api"}).has_value());
  EXPECT_EQ(times_made(m_engine, "db"), 2U);
  EXPECT_EQ(times_made(m_engine, "migrate"), 2U);
}

TEST_F(EnvironmentTest, AForgottenOneShotRunsAgain) {
  const std::string filler = plan::filler_name("db", "migrate");
  m_engine.scripts[filler] = engine::simulated::exits(1ms, 0);
  environment().redirect(filler, "shop", "shop_template");
  ASSERT_TRUE(need({filler}).has_value());
  ASSERT_TRUE(need({filler}).has_value());
  EXPECT_EQ(times_made(m_engine, filler), 1U);
  EXPECT_EQ(environment().variables(filler).at("DATABASE_URL"), "postgres://db:5432/shop_template");
  m_clock.run_for(1s);
  environment().forget_completed(filler);
  ASSERT_TRUE(need({filler}).has_value());
  EXPECT_EQ(times_made(m_engine, filler), 2U);
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
  EXPECT_EQ(times_made(m_engine, "migrate"), 0U);
}

TEST_F(EnvironmentTest, TheDiaryHasWhatServicesWroteAndWhatBecameOfThem) {
  m_engine.scripts["db"].log = {{0ms, "hello"}};
  ASSERT_TRUE(need({"db"}).has_value());
  m_clock.run_for(10ms);
  std::vector<std::string> texts;
  for (const auto& entry : environment().diary().since(0, "db"))
    texts.push_back(entry.text);
  EXPECT_THAT(texts, ::testing::UnorderedElementsAre("hello", "ready"));
}

TEST_F(EnvironmentTest, TheEndLeavesNothing) {
  ASSERT_TRUE(need({"api", "cache"}).has_value());
  end();
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(EnvironmentTest, TheEndOfNothingIsAnEnd) {
  end();
  EXPECT_TRUE(nothing_is_left());
}

/// At every moment of a bring-up.
class EnvironmentEnd : public EnvironmentTest,
                       public ::testing::WithParamInterface<std::chrono::microseconds> {};

TEST_P(EnvironmentEnd, IsToldToWhoWaitsAndLeavesNothing) {
  const Answer answer = ask({"api"});
  m_clock.run_for(GetParam());
  const bool was_ready = answer->has_value();
  end();
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->has_value(), was_ready);
  EXPECT_TRUE(nothing_is_left());
  const auto late = need({"db"});
  ASSERT_TRUE(late.has_error());
  EXPECT_EQ(late.error().kind, ErrorKind::interrupted);
}

INSTANTIATE_TEST_SUITE_P(AtEveryMoment, EnvironmentEnd,
                         ::testing::Values(0us, 300us, 700us, 1500us, 2500us, 3500us, 4500us, 6ms,
                                           8ms, 12ms, 20ms, 1s));

TEST_F(EnvironmentTest, GoneWithoutAnEndItSaysNothingMore) {
  const Answer answer = ask({"api"});
  m_clock.run_for(2ms);
  m_environment.reset();
  m_clock.run_for(1min);
  EXPECT_FALSE(answer->has_value());
}

}  // namespace
}  // namespace caisson::lease
