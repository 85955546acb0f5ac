#include "lease/tenant_desk.hpp"

#include <gmock/gmock.h>

#include "base/waiting_child.hpp"
#include "lease/world.hpp"

namespace caisson::lease {
namespace {

using test::WaitingChild;
using ::testing::HasSubstr;

/// One visitor who holds db and cache, and another who holds db, too.
class TenantDeskTest : public World {
 protected:
  void SetUp() override {
    open(1h);
    m_one = visitor();
    m_other = visitor();
    m_db = get(m_one, {"db", "cache"}).services.at("db").container;
    get(m_other, {"db"});
  }

  std::optional<engine::Phase> phase(const std::string& container) const {
    const auto seen = m_engine.container(container);
    return seen ? std::optional(seen->phase) : std::nullopt;
  }
  Verdict end(bool failed) {
    send(m_one, request::End{"Suite.Case", failed});
    const auto verdict = decode_verdict(answer(m_one));
    EXPECT_TRUE(verdict.has_value()) << to_string(verdict.error());
    return verdict ? *verdict : Verdict{};
  }
  std::string db_of(const Visitor& visitor) {
    send(visitor, request::Begin{"Suite.Next"});
    const auto grant = decode_grant(answer(visitor));
    EXPECT_TRUE(grant.has_value()) << to_string(grant.error());
    return grant ? grant->services.at("db").container : std::string();
  }

  Visitor m_one;
  Visitor m_other;
  std::string m_db;
};

TEST_F(TenantDeskTest, APauseIsUndoneAtTheEnd) {
  EXPECT_EQ(ask(m_one, request::Pause{"db"}).error, "");
  EXPECT_EQ(phase(m_db), engine::Phase::paused);
  EXPECT_EQ(end(false), Verdict{});
  EXPECT_EQ(phase(m_db), engine::Phase::running);
}

TEST_F(TenantDeskTest, WhatIsUnpausedIsNotUndone) {
  ask(m_one, request::Pause{"db"});
  EXPECT_EQ(ask(m_one, request::Unpause{"db"}).error, "");
  EXPECT_EQ(phase(m_db), engine::Phase::running);
  end(false);
  EXPECT_EQ(m_engine.count("unpause_container"), 1U);
}

TEST_F(TenantDeskTest, AKilledServiceIsBackAfterTheEnd) {
  EXPECT_EQ(ask(m_one, request::Kill{"db"}).error, "");
  EXPECT_EQ(phase(m_db), std::nullopt);
  EXPECT_EQ(end(false), Verdict{});
  EXPECT_EQ(times_made(m_engine, "db"), 2U);
  const std::string now = db_of(m_one);
  EXPECT_NE(now, m_db);
  EXPECT_TRUE(runs(now));
  EXPECT_EQ(db_of(m_other), now);
  EXPECT_EQ(times_made(m_engine, "cache"), 1U);
}

TEST_F(TenantDeskTest, ARestartAnswersWhenItIsReadyAgain) {
  EXPECT_EQ(ask(m_one, request::Restart{"db"}).error, "");
  EXPECT_EQ(times_made(m_engine, "db"), 2U);
  const std::string now = db_of(m_one);
  EXPECT_NE(now, m_db);
  EXPECT_TRUE(runs(now));
  end(false);
  EXPECT_EQ(times_made(m_engine, "db"), 2U);
}

TEST_F(TenantDeskTest, ARestartThatFailsSaysWhy) {
  m_engine.scripts["db"] = engine::simulated::exits(1ms, 9);
  EXPECT_THAT(ask(m_one, request::Restart{"db"}).error, HasSubstr("db: exited with code 9"));
  for (const Request& request :
       std::vector<Request>{request::Kill{"db"}, request::Exec{"db", {"true"}}})
    EXPECT_EQ(ask(m_one, request).error, "`db` has no container any more");
}

TEST_F(TenantDeskTest, APauseIsUndoneWhenTheConnectionDies) {
  ask(m_one, request::Pause{"db"});
  m_one.reset();
  EXPECT_TRUE(wait_until([this] { return phase(m_db) == engine::Phase::running; }));
}

TEST_F(TenantDeskTest, APauseIsUndoneByARelease) {
  ask(m_one, request::Pause{"db"});
  EXPECT_EQ(ask(m_one, request::Release{}).error, "");
  EXPECT_TRUE(wait_until([this] { return phase(m_db) == engine::Phase::running; }));
}

TEST_F(TenantDeskTest, APauseIsUndoneWhenAnOrphanOfADeadRunGoes) {
  WaitingChild run;
  Visitor orphan = visitor();
  get(orphan, {"cache"}, open_pidfd(run.pid()).get());
  const std::string cache = get(visitor(), {"cache"}).services.at("cache").container;
  ask(orphan, request::Pause{"cache"});
  ASSERT_EQ(phase(cache), engine::Phase::paused);
  run.end();
  ASSERT_TRUE(wait_until([this] { return m_leases->tenant(3) == nullptr; }));
  orphan.reset();
  EXPECT_TRUE(wait_until([&] { return phase(cache) == engine::Phase::running; }));
}

TEST_F(TenantDeskTest, AKilledServiceIsBackForOthersWhenTheConnectionDies) {
  ask(m_one, request::Kill{"db"});
  m_one.reset();
  ASSERT_TRUE(wait_until([this] { return m_reception->visitors() == 1; }));
  EXPECT_TRUE(runs(db_of(m_other)));
  const Visitor next = visitor();
  EXPECT_TRUE(runs(get(next, {"db"}).services.at("db").container));
  EXPECT_EQ(times_made(m_engine, "db"), 2U);
}

TEST_F(TenantDeskTest, APausedContainerDoesNotOutliveTheLast) {
  ask(m_one, request::Pause{"db"});
  m_one.reset();
  m_other.reset();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(TenantDeskTest, WhatWasNotLeasedIsNotTouched) {
  for (const Request& request : std::vector<Request>{
           request::Kill{"cache"}, request::Pause{"cache"}, request::Unpause{"cache"},
           request::Restart{"cache"}, request::Logs{"cache"}, request::Exec{"cache", {"true"}}}) {
    const Reply reply = ask(m_other, request);
    EXPECT_EQ(reply.kind, ErrorKind::usage);
    EXPECT_THAT(reply.error, HasSubstr("the service `cache` was not leased"));
    EXPECT_THAT(reply.error, HasSubstr("db"));
  }
  EXPECT_EQ(times_made(m_engine, "cache"), 1U);
}

TEST_F(TenantDeskTest, WithoutALeaseThereIsNothingToAskFor) {
  const Visitor stranger = visitor();
  const Reply reply = ask(stranger, request::Kill{"db"});
  EXPECT_EQ(reply.kind, ErrorKind::usage);
  EXPECT_EQ(phase(m_db), engine::Phase::running);
}

TEST_F(TenantDeskTest, LogsAreThoseOfTheTest) {
  m_engine.scripts["api"].log = {{0ms, "starting"}, {600ms, "first"}};
  const Visitor tenant = visitor();
  get(tenant, {"api"});
  const auto logged = [&] {
    send(tenant, request::Logs{"api"});
    return answer(tenant);
  };
  // The lease's window begins when it is ready.
  EXPECT_TRUE(wait_until([this] {
    for (const auto& call : m_engine.calls())
      if (call.name == "start_container" && call.subject.ends_with("-api"))
        return m_virtual.now() - call.at > 650ms;
    return false;
  }));
  EXPECT_EQ(logged(), R"({"lines":["first"]})");
  send(tenant, request::Begin{"Suite.Second"});
  EXPECT_TRUE(decode_grant(answer(tenant)).has_value());
  EXPECT_EQ(logged(), R"({"lines":[]})");
}

TEST_F(TenantDeskTest, AFailedTestGetsItsBundle) {
  ask(m_one, request::Pause{"db"});
  const Verdict verdict = end(true);
  EXPECT_EQ(verdict.folder, m_folder / "caisson/failures/Suite.Case");
  // As it was when the test failed, not as it was put right afterwards.
  EXPECT_THAT(verdict.summary, HasSubstr("db (paused)"));
  EXPECT_THAT(verdict.summary, HasSubstr("cache (running)"));
  EXPECT_TRUE(caisson::file_exists(verdict.folder + "/db.json"));
  EXPECT_EQ(phase(m_db), engine::Phase::running);
}

TEST_F(TenantDeskTest, ATestWithoutANameIsCalledAsItsLease) {
  send(m_one, request::End{"", true});
  const auto verdict = decode_verdict(answer(m_one));
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->folder, m_folder / "caisson/failures/Suite.Case");
}

TEST_F(TenantDeskTest, WhatDiedByItselfIsBackForTheNextTest) {
  const auto name = m_engine.container(m_db)->name;
  m_engine.crash(name, 1);
  ASSERT_TRUE(wait_until([this] { return !m_engine.container(m_db); }));
  const std::string now = db_of(m_one);
  EXPECT_NE(now, m_db);
  EXPECT_TRUE(runs(now));
}

}  // namespace
}  // namespace caisson::lease
