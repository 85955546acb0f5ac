#include "lease/leases.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "base/waiting_child.hpp"
#include "lease/world.hpp"

namespace caisson::lease {
namespace {

using test::WaitingChild;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

using LeasesTest = World;

TEST_F(LeasesTest, AServiceIsMadeOnceForAllWhoComeAtOnce) {
  open(1h);
  std::vector<Visitor> visitors;
  for (int i = 0; i < 12; ++i) {
    visitors.push_back(visitor());
    send(visitors.back(), wanting({"api"}));
  }
  std::set<std::string> containers;
  for (const Visitor& one : visitors) {
    const auto grant = decode_grant(answer(one));
    ASSERT_TRUE(grant.has_value()) << to_string(grant.error());
    EXPECT_THAT(grant->services, UnorderedElementsAre(Key("api")));
    EXPECT_EQ(grant->variables.count("CAISSON_API_PORT_8080"), 1U);
    containers.insert(grant->services.at("api").container);
  }
  EXPECT_EQ(containers.size(), 1U);
  EXPECT_TRUE(runs(*containers.begin()));
  for (const char* service : {"db", "migrate", "api"})
    EXPECT_EQ(times_made(m_engine, service), 1U) << service;
  EXPECT_EQ(times_made(m_engine, "cache"), 0U);
}

TEST_F(LeasesTest, TheEnvironmentGrows) {
  open(1h);
  const Visitor first = visitor();
  const Grant db = get(first, {"db"});
  const Visitor second = visitor();
  const Grant more = get(second, {"api", "db", "cache"});
  EXPECT_EQ(more.environment, db.environment);
  EXPECT_EQ(more.services.at("db"), db.services.at("db"));
  for (const char* service : {"db", "migrate", "api", "cache"})
    EXPECT_EQ(times_made(m_engine, service), 1U) << service;
  EXPECT_EQ(m_times_read, 1);
  EXPECT_EQ(m_engine.networks().size(), 1U);
}

TEST_F(LeasesTest, WhoComesWhileItGrowsWaitsForHisOwn) {
  open(1h);
  const Visitor first = visitor();
  send(first, wanting({"db"}));
  ASSERT_TRUE(wait_until([this] { return times_made(m_engine, "db") == 1; }));
  const Visitor second = visitor();
  send(second, wanting({"cache"}));
  EXPECT_TRUE(decode_grant(answer(first)).has_value());
  EXPECT_TRUE(decode_grant(answer(second)).has_value());
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
  EXPECT_EQ(times_made(m_engine, "cache"), 1U);
}

TEST_F(LeasesTest, AFailureIsToldToAllWhoNeedItAndToNobodyElse) {
  open(1h);
  const Visitor bad = visitor();
  const Visitor held = visitor();
  const Visitor good = visitor();
  send(bad, wanting({"bad", "db"}));
  send(held, wanting({"held"}));
  send(good, wanting({"db"}));
  const auto first = decode_grant(answer(bad));
  const auto second = decode_grant(answer(held));
  ASSERT_TRUE(first.has_error());
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(first.error().kind, ErrorKind::service_failed);
  EXPECT_THAT(first.error().message, HasSubstr("bad: exited with code 3"));
  EXPECT_EQ(second.error().message, first.error().message);
  const auto third = decode_grant(answer(good));
  ASSERT_TRUE(third.has_value()) << to_string(third.error());
  EXPECT_TRUE(runs(third->services.at("db").container));
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
}

TEST_F(LeasesTest, AFailureIsRememberedAsLongAsTheEnvironment) {
  open(0s);
  const Visitor keeps = visitor();
  get(keeps, {"db"});
  ASSERT_TRUE(lease(visitor(), wanting({"bad"})).has_error());
  const auto again = lease(visitor(), wanting({"held"}));
  ASSERT_TRUE(again.has_error());
  EXPECT_THAT(again.error().message, HasSubstr("bad: exited with code 3"));
  EXPECT_EQ(times_made(m_engine, "bad"), 1U);

  ask(keeps, request::Release{});
  ASSERT_TRUE(wait_until([this] { return nothing_is_left(); }));
  m_engine.scripts.erase("bad");
  const Visitor later = visitor();
  EXPECT_TRUE(lease(later, wanting({"held"})).has_value());
}

TEST_F(LeasesTest, AKeepThatIsNoDurationIsRefused) {
  open(1h);
  auto wanted = wanting({"db"});
  wanted.keep = "long";
  const auto refused = lease(visitor(), wanted);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_EQ(refused.error().message,
            "CAISSON_KEEP_ON_FAILURE: `long` is no duration\n  Give it as `90s` or `10m`.");
  EXPECT_EQ(times_made(m_engine, "db"), 0U);
}

TEST_F(LeasesTest, AFailureAloneLeavesNothing) {
  open(1h);
  const Visitor one = visitor();
  ASSERT_TRUE(lease(one, wanting({"held", "api"})).has_error());
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
  // The connection may ask for something else.
  EXPECT_TRUE(lease(one, wanting({"db"})).has_value());
}

TEST_F(LeasesTest, AnOrderlyReleaseKeepsWarmForTheGraceTime) {
  open(100ms);
  const Visitor one = visitor();
  get(one, {"db"});
  EXPECT_EQ(ask(one, request::Release{}).error, "");
  const Instant released = m_loop.clock().now();
  EXPECT_EQ(m_engine.containers().size(), 1U);
  EXPECT_FALSE(m_idle);
  ASSERT_TRUE(wait_until([this] { return nothing_is_left(); }));
  EXPECT_GE(m_loop.clock().now() - released, 90ms);
  EXPECT_TRUE(m_idle);
}

TEST_F(LeasesTest, WhoComesWhileItIsWarmKeepsIt) {
  open(50ms);
  const Visitor one = visitor();
  const Grant before = get(one, {"db"});
  ask(one, request::Release{});
  const Grant after = get(one, {"db"});
  EXPECT_EQ(after.services, before.services);
  let_pass(150ms);
  EXPECT_TRUE(runs(after.services.at("db").container));
}

TEST_F(LeasesTest, TheGraceTimeBeginsWithTheLastRelease) {
  open(50ms);
  const Visitor one = visitor();
  const Visitor other = visitor();
  get(one, {"db"});
  get(other, {"db"});
  ask(one, request::Release{});
  let_pass(150ms);
  EXPECT_EQ(m_engine.containers().size(), 1U);
  ask(other, request::Release{});
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, ADeathTearsDownAtOnce) {
  open(1h);
  Visitor one = visitor();
  get(one, {"api"});
  one.reset();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
  EXPECT_TRUE(m_idle);
}

TEST_F(LeasesTest, ADeathWhileItComesUpTearsDownAtOnce) {
  open(1h);
  m_engine.scripts["db"] = engine::simulated::never_ready();
  Visitor one = visitor();
  send(one, wanting({"db"}));
  ASSERT_TRUE(wait_until([this] { return m_engine.count("start_container") == 1; }));
  one.reset();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, ADeathLeavesAloneWhatOthersHold) {
  open(1h);
  Visitor one = visitor();
  const Visitor other = visitor();
  get(one, {"db"});
  const Grant grant = get(other, {"db"});
  one.reset();
  EXPECT_TRUE(wait_until([this] { return m_reception->visitors() == 1; }));
  EXPECT_TRUE(runs(grant.services.at("db").container));
  EXPECT_EQ(ask(other, request::Ping{}).error, "");
  EXPECT_TRUE(runs(grant.services.at("db").container));
}

TEST_F(LeasesTest, AProcessHoldsAsLongAsItLives) {
  open(0s);
  WaitingChild run;
  const Descriptor pidfd = open_pidfd(run.pid());
  const Visitor one = visitor();
  const Grant before = get(one, {"db"}, pidfd.get());
  ask(one, request::Release{});
  const Visitor other = visitor();
  EXPECT_EQ(get(other, {"db"}, pidfd.get()).services, before.services);
  ask(other, request::Release{});
  EXPECT_EQ(get(other, {"db"}).services, before.services);
  ask(other, request::Release{});
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
  EXPECT_TRUE(runs(before.services.at("db").container));
  run.end();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, AProcessThatDiesTearsDownAtOnce) {
  open(1h);
  WaitingChild run;
  const Visitor one = visitor();
  get(one, {"db"}, open_pidfd(run.pid()).get());
  ask(one, request::Release{});
  run.end();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, AProcessThatSettlesKeepsWarm) {
  open(1h);
  WaitingChild run;
  const Descriptor pidfd = open_pidfd(run.pid());
  const Visitor one = visitor();
  const Grant grant = get(one, {"db"}, pidfd.get());
  ask(one, request::Release{});
  EXPECT_EQ(ask(visitor(), request::Settle{m_manifest}, pidfd.get()).error, "");
  run.reap();
  const Visitor other = visitor();
  EXPECT_EQ(get(other, {"db"}).services, grant.services);
}

TEST_F(LeasesTest, AProcessThatSettlesIsAsGoodAsReleased) {
  open(20ms);
  WaitingChild run;
  const Descriptor pidfd = open_pidfd(run.pid());
  const Visitor one = visitor();
  get(one, {"db"}, pidfd.get());
  ask(one, request::Release{});
  ask(one, request::Settle{m_manifest}, pidfd.get());
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, ADeadRunsTestsHoldNothing) {
  open(1h);
  WaitingChild run;
  const Visitor orphan = visitor();
  get(orphan, {"db"}, open_pidfd(run.pid()).get());
  run.end();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
  EXPECT_THAT(ask(orphan, request::Logs{"db"}).error, HasSubstr("holds no lease"));
}

TEST_F(LeasesTest, OneDeadRunLeavesAnothersAlone) {
  open(0s);
  WaitingChild dies;
  WaitingChild lives;
  const Visitor one = visitor();
  const Visitor other = visitor();
  get(one, {"db"}, open_pidfd(dies.pid()).get());
  const Grant grant = get(other, {"db"}, open_pidfd(lives.pid()).get());
  dies.end();
  ASSERT_TRUE(wait_until([&] { return m_leases->tenant(1) == nullptr; }));
  EXPECT_EQ(ask(other, request::Ping{}).error, "");
  EXPECT_TRUE(runs(grant.services.at("db").container));
}

TEST_F(LeasesTest, ADescriptorThatIsNoProcessHoldsNothing) {
  open(0s);
  const Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Visitor one = visitor();
  get(one, {"db"}, file.get());
  ask(one, request::Release{});
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, WarmingUpAnswersAtOnceAndIsHeldByTheProcess) {
  open(1h);
  m_engine.scripts["db"] = engine::simulated::ready_after(20ms);
  WaitingChild run;
  request::Lease warm = wanting({"db"});
  warm.warm = true;
  EXPECT_EQ(ask(visitor(), warm, open_pidfd(run.pid()).get()).error, "");
  EXPECT_TRUE(m_engine.containers().empty());
  const Visitor one = visitor();
  get(one, {"db"}, open_pidfd(run.pid()).get());
  EXPECT_EQ(times_made(m_engine, "db"), 1U);
  ask(one, request::Release{});
  run.end();
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, WarmingUpWithoutAProcessLastsForTheGraceTime) {
  open(20ms);
  request::Lease warm = wanting({"db"});
  warm.warm = true;
  EXPECT_EQ(ask(visitor(), warm).error, "");
  EXPECT_TRUE(wait_until([this] { return times_made(m_engine, "db") == 1; }));
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, WarmingUpWhatCannotBeLeavesNothing) {
  open(1h);
  request::Lease warm = wanting({"bad"});
  warm.warm = true;
  EXPECT_EQ(ask(visitor(), warm).error, "");
  EXPECT_TRUE(wait_until([this] { return m_idle && nothing_is_left(); }));
}

TEST_F(LeasesTest, AStackOfOnesOwn) {
  open(1h);
  const Visitor shares = visitor();
  const Visitor own = visitor();
  const Grant shared = get(shares, {"api"});
  const auto alone = lease(own, wanting({"api"}, {"STACK"}));
  ASSERT_TRUE(alone.has_value()) << to_string(alone.error());
  EXPECT_NE(alone->environment, shared.environment);
  EXPECT_NE(alone->services.at("api").container, shared.services.at("api").container);
  EXPECT_EQ(m_engine.containers().size(), 4U);
  // Nobody else could use it.
  ask(own, request::Release{});
  EXPECT_TRUE(wait_until([this] { return m_engine.containers().size() == 2; }));
  EXPECT_TRUE(runs(shared.services.at("api").container));
  EXPECT_TRUE(wait_until([this] { return m_engine.networks().size() == 1; }));
}

TEST_F(LeasesTest, AChangedManifestIsAnotherEnvironment) {
  open(0s);
  const Visitor old_one = visitor();
  const Grant before = get(old_one, {"db"});
  m_stack.services["db"].command = {"new"};
  write_manifest("second");
  const Visitor new_one = visitor();
  const Grant after = get(new_one, {"db"});
  EXPECT_NE(after.environment, before.environment);
  EXPECT_TRUE(runs(before.services.at("db").container));
  EXPECT_TRUE(runs(after.services.at("db").container));
  EXPECT_EQ(m_times_read, 2);
  ask(old_one, request::Release{});
  EXPECT_TRUE(wait_until([this] { return m_engine.containers().size() == 1; }));
  EXPECT_TRUE(runs(after.services.at("db").container));
}

TEST_F(LeasesTest, ABuildTreeThatIsRemovedTakesItsEnvironmentsAlong) {
  open(1h);
  const Visitor one = visitor();
  get(one, {"db"});
  std::filesystem::remove_all(m_tree);
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, AFailureKeepsItsEnvironmentForAsLongAsWished) {
  open(0s);
  request::Lease wanted = wanting({"db"});
  wanted.keep = "1m";
  Visitor one = visitor();
  const auto grant = lease(one, wanted);
  ASSERT_TRUE(grant.has_value());
  send(one, request::End{"Suite.Case", true});
  const auto verdict = decode_verdict(answer(one));
  ASSERT_TRUE(verdict.has_value());
  EXPECT_THAT(verdict->summary, HasSubstr("kept: caisson status --instance " + grant->environment));
  ask(one, request::Release{});
  one.reset();
  let_pass(20ms);
  EXPECT_TRUE(runs(grant->services.at("db").container));
}

TEST_F(LeasesTest, WhatIsKeptGoesWhenItsTimeIsOver) {
  open(0s);
  request::Lease wanted = wanting({"db"});
  wanted.keep = "50ms";
  const Visitor one = visitor();
  ASSERT_TRUE(lease(one, wanted).has_value());
  send(one, request::End{"Suite.Case", true});
  EXPECT_TRUE(decode_verdict(answer(one)).has_value());
  ask(one, request::Release{});
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, WhatWentWellIsNotKept) {
  open(0s);
  request::Lease wanted = wanting({"db"});
  wanted.keep = "1m";
  const Visitor one = visitor();
  ASSERT_TRUE(lease(one, wanted).has_value());
  send(one, request::End{"Suite.Case", false});
  EXPECT_TRUE(decode_verdict(answer(one)).has_value());
  ask(one, request::Release{});
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, OneConnectionHasOneLease) {
  open(1h);
  const Visitor one = visitor();
  const Grant grant = get(one, {"db"});
  const auto second = lease(one, wanting({"cache"}));
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().kind, ErrorKind::usage);
  EXPECT_EQ(second.error().message, "this connection has a lease already");
  EXPECT_EQ(times_made(m_engine, "cache"), 0U);
  EXPECT_TRUE(runs(grant.services.at("db").container));
  ask(one, request::Release{});
  EXPECT_TRUE(lease(one, wanting({"cache"})).has_value());
}

TEST_F(LeasesTest, AnUnknownServiceIsAMistakeOfWhoAsks) {
  open(1h);
  const auto grant = lease(visitor(), wanting({"bd"}));
  ASSERT_TRUE(grant.has_error());
  EXPECT_EQ(grant.error().kind, ErrorKind::usage);
  EXPECT_THAT(grant.error().message, HasSubstr("unknown service `bd`"));
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, WhatHasNoDatabaseCannotBeIsolated) {
  open(0s);
  const Visitor one = visitor();
  const auto grant = lease(one, wanting({"db"}, {"cache"}));
  ASSERT_TRUE(grant.has_error());
  EXPECT_EQ(grant.error().kind, ErrorKind::usage);
  EXPECT_THAT(grant.error().message, HasSubstr("`cache` has no database to isolate"));
  EXPECT_TRUE(wait_until([this] { return nothing_is_left(); }));
}

TEST_F(LeasesTest, AnEngineThatIsGoneIsSaidSo) {
  open(1h);
  m_engine.vanish();
  const auto grant = lease(visitor(), wanting({"db"}));
  ASSERT_TRUE(grant.has_error());
  EXPECT_EQ(grant.error().kind, ErrorKind::engine_unreachable);
}

TEST_F(LeasesTest, TheEndTakesEverythingAlong) {
  open(1h);
  const Visitor one = visitor();
  const Visitor own = visitor();
  const Visitor waits = visitor();
  get(one, {"db"});
  ASSERT_TRUE(lease(own, wanting({"db"}, {"STACK"})).has_value());
  m_engine.scripts["cache"] = engine::simulated::never_ready();
  send(waits, wanting({"cache"}));
  ASSERT_TRUE(wait_until([this] { return times_made(m_engine, "cache") == 1; }));
  bool ended = false;
  m_leases->end([&ended] { ended = true; });
  EXPECT_TRUE(decode_grant(answer(waits)).has_error());
  ASSERT_TRUE(wait_until([&ended] { return ended; }));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(LeasesTest, WhoDrainsServesItsTenantsToTheEnd) {
  open(0s);
  const Visitor tenant = visitor();
  const Grant grant = get(tenant, {"db"});
  EXPECT_EQ(ask(visitor(), request::Stop{true}).error, "");
  EXPECT_TRUE(m_drained);
  EXPECT_EQ(visitor()->problem(), ENOENT);
  EXPECT_TRUE(runs(grant.services.at("db").container));
  EXPECT_FALSE(m_idle);
  ask(tenant, request::Release{});
  EXPECT_TRUE(wait_until([this] { return m_idle && nothing_is_left(); }));
}

}  // namespace
}  // namespace caisson::lease
