#include "clone/postgres_clones.hpp"

#include <gmock/gmock.h>

#include "clone/fake_postgres.hpp"
#include "clone/postgres_error.hpp"

namespace caisson::clone {
namespace {

using namespace std::chrono_literals;
using engine::simulated::VirtualClock;
using test::FakePostgres;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class PostgresClonesTest : public testing::Test {
 protected:
  VirtualClock clock;
  FakePostgres server{clock};
  std::unique_ptr<PostgresClones> clones = make();

  std::unique_ptr<PostgresClones> make(PoolSize size = {}) {
    return std::make_unique<PostgresClones>(
        server.dial(), clock, PostgresServer{"db", "shop", "pw", "shop", false}, size);
  }
  bool settle() {
    return clock.run_until([this] { return clones->is_settled(); }, 100'000);
  }
  /// The error's text; empty: it succeeded; "nothing": it is still under way.
  std::string outcome_of(const std::function<void(engine::Completion<void>)>& call) {
    std::string outcome = "nothing";
    call([&](Result<void> result) { outcome = result ? "" : to_string(result.error()); });
    EXPECT_EQ(outcome, "nothing") << "called from inside";
    clock.run_until([&] { return outcome != "nothing"; }, 100'000);
    return outcome;
  }
  std::string prepare() {
    return outcome_of([this](auto done) { clones->prepare("shop", done); });
  }
  std::string create_template() {
    return outcome_of([this](auto done) { clones->create_template(done); });
  }
  std::string seal() {
    return outcome_of([this](auto done) { clones->seal_template(done); });
  }
  std::string clear() {
    return outcome_of([this](auto done) { clones->clear(done); });
  }

  struct Taken {
    std::string name;
    std::string error;
    bool done() const { return !name.empty() || !error.empty(); }
  };
  std::shared_ptr<Taken> take() {
    auto taken = std::make_shared<Taken>();
    clones->take([taken](Result<std::string> name) {
      EXPECT_FALSE(taken->done()) << "completed twice";
      if (name) taken->name = *name;
      if (!name) taken->error = to_string(name.error());
    });
    EXPECT_FALSE(taken->done()) << "called from inside";
    return taken;
  }
  std::string take_now() {
    const auto taken = take();
    clock.run_until([&] { return taken->done(); }, 100'000);
    return taken->name.empty() ? taken->error : taken->name;
  }
};

TEST_F(PostgresClonesTest, ATemplateIsMadeFilledAndSealed) {
  EXPECT_EQ(create_template(), "");
  EXPECT_TRUE(server.databases.at("shop_template").ours);
  EXPECT_FALSE(server.databases.at("shop_template").sealed);
  EXPECT_EQ(seal(), "");
  EXPECT_TRUE(server.databases.at("shop_template").sealed);
  EXPECT_FALSE(server.databases.at("shop").sealed);
  EXPECT_EQ(server.databases.at("shop_template").source, "");
  ASSERT_TRUE(settle());
  EXPECT_EQ(server.databases.at("shop_t1").source, "shop_template");
}

TEST_F(PostgresClonesTest, AnyCutOfTheServersBytesGivesTheSame) {
  for (const std::size_t slice : {1U, 2U, 3U, 7U, 64U}) {
    server.slice = slice;
    clones = make();
    ASSERT_EQ(prepare(), "");
    EXPECT_THAT(take_now(), StartsWith("shop_t"));
    EXPECT_EQ(clear(), "");
    EXPECT_EQ(server.databases.size(), 2U);
  }
}

TEST_F(PostgresClonesTest, APoolHitTakesOneTurnAndNoStatement) {
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  EXPECT_EQ(clones->ready(), 4U);
  const Instant before = clock.now();
  EXPECT_EQ(take_now(), "shop_t1");
  EXPECT_EQ(clock.now(), before);
}

TEST_F(PostgresClonesTest, SixteenAtOnceGetOneEachAndThePoolGrowsToThem) {
  ASSERT_EQ(prepare(), "");
  std::vector<std::shared_ptr<Taken>> all;
  std::set<std::string> names;
  for (int i = 0; i < 16; ++i)
    all.push_back(take());
  ASSERT_TRUE(settle());
  for (const auto& taken : all)
    names.insert(taken->name);
  EXPECT_EQ(names.size(), 16U);
  EXPECT_EQ(names.count(""), 0U);
  EXPECT_EQ(clones->ready(), 16U);
}

TEST_F(PostgresClonesTest, ThePoolHasALimit) {
  clones = make({1, 3});
  ASSERT_EQ(prepare(), "");
  for (int i = 0; i < 8; ++i)
    take();
  ASSERT_TRUE(settle());
  EXPECT_EQ(clones->ready(), 3U);
}

TEST_F(PostgresClonesTest, WhoWaitsComesBeforePoolAndDrops) {
  clones = make({1, 1});
  ASSERT_EQ(prepare(), "");
  const std::string first = take_now();
  ASSERT_TRUE(settle());
  server.statements.clear();
  take();  // the one in the pool
  const auto second = take();
  const auto third = take();
  clones->give_back(first);
  ASSERT_TRUE(clock.run_until([&] { return third->done(); }));
  EXPECT_TRUE(second->done());
  EXPECT_EQ(server.count("DROP"), 0U);
  ASSERT_TRUE(settle());
  EXPECT_EQ(server.count("DROP DATABASE IF EXISTS \"shop_t1\" WITH (FORCE)"), 1U);
}

TEST_F(PostgresClonesTest, WhatIsLeftToDropDoesNotPileUpBehindThoseWhoWait) {
  clones = make({1, 1});
  ASSERT_EQ(prepare(), "");
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i)
    names.push_back(take_now());
  for (const std::string& name : names)
    clones->give_back(name);
  std::vector<std::shared_ptr<Taken>> waiting;
  for (int i = 0; i < 40; ++i)
    waiting.push_back(take());
  ASSERT_TRUE(clock.run_until([&] { return waiting.back()->done(); }));
  EXPECT_GE(server.count("DROP"), 8U);
}

TEST_F(PostgresClonesTest, WaitsWhileTheTemplateIsFilled) {
  const auto early = take();
  clock.run_until_idle();
  EXPECT_THAT(early->error, HasSubstr("no template"));
  ASSERT_EQ(create_template(), "");
  const auto taken = take();
  clock.run_until_idle();
  EXPECT_FALSE(taken->done());
  ASSERT_EQ(seal(), "");
  ASSERT_TRUE(settle());
  EXPECT_EQ(taken->name, "shop_t1");
}

TEST_F(PostgresClonesTest, AFailedOneShotIsTheReasonOfAllWhoAsk) {
  ASSERT_EQ(create_template(), "");
  const auto waiting = take();
  clones->abandon_template({ErrorKind::service_failed, "`migrate` exited with 3"});
  clock.run_until_idle();
  EXPECT_EQ(waiting->error, "`migrate` exited with 3");
  EXPECT_EQ(take_now(), "`migrate` exited with 3");
  ASSERT_EQ(create_template(), "");
  ASSERT_EQ(seal(), "");
  EXPECT_EQ(take_now(), "shop_t1");
}

TEST_F(PostgresClonesTest, SweepsWhatACrashLeftAndNothingElse) {
  server.databases["shop_t7"] = {true, false, {}};
  server.databases["shop_template"] = {true, true, {}};
  server.databases["shop_t8"] = {};  // looks like ours, is not
  server.databases["shop_test"] = {};
  server.databases["other_t1"] = {true, false, {}};  // another base's
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  EXPECT_EQ(server.databases.count("shop_t7"), 0U);
  EXPECT_EQ(server.databases.count("shop_t8"), 1U);
  EXPECT_EQ(server.databases.count("shop_test"), 1U);
  EXPECT_EQ(server.databases.count("other_t1"), 1U);
  EXPECT_EQ(clear(), "");
  EXPECT_EQ(server.databases.size(), 5U);
}

TEST_F(PostgresClonesTest, LeavesAloneWhatAnotherPoolMayUse) {
  server.locked_by_another = true;
  server.databases["shop_t1"] = {true, false, {}};
  ASSERT_EQ(prepare(), "");
  EXPECT_EQ(take_now(), "shop_t2");
  clock.run_for(1s);
  EXPECT_EQ(server.databases.count("shop_t1"), 1U);
  server.locked_by_another = false;
  clock.run_for(1s);
  EXPECT_EQ(server.databases.count("shop_t1"), 0U);
  EXPECT_EQ(server.databases.count("shop_t2"), 1U);
  EXPECT_EQ(server.databases.count("shop_t3"), 1U);
}

TEST_F(PostgresClonesTest, ATemplateOfSomebodyElseIsAConflict) {
  server.databases["shop_template"] = {};
  EXPECT_THAT(prepare(), HasSubstr("not one of ours\n  rename or drop it"));
  EXPECT_EQ(server.databases.count("shop_template"), 1U);
  EXPECT_THAT(take_now(), HasSubstr("not one of ours"));
  EXPECT_EQ(clear(), "");
  EXPECT_EQ(server.databases.count("shop_template"), 1U);
}

TEST_F(PostgresClonesTest, SaysWhoIsConnectedToWhatIsCopied) {
  server.failures["CREATE DATABASE \"shop_template\""] = sql_state::k_object_in_use;
  const std::string error = prepare();
  EXPECT_THAT(error, HasSubstr("cannot copy `shop` to the template `shop_template` in `db`"));
  EXPECT_THAT(error, HasSubstr("connected: `psql from 10.1.2.3`"));
  EXPECT_THAT(error, HasSubstr("TEMPLATE_BY"));
}

TEST_F(PostgresClonesTest, AFullDiskIsToldToAllWhoWaitAndIsNoEnd) {
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  server.failures["CREATE"] = sql_state::k_disk_full;
  for (int i = 0; i < 4; ++i)
    take();
  const auto one = take();
  const auto two = take();
  ASSERT_TRUE(settle());
  EXPECT_THAT(one->error, HasSubstr("53100"));
  EXPECT_THAT(one->error, HasSubstr("disk is full"));
  EXPECT_EQ(two->error, one->error);
  server.failures.clear();
  EXPECT_THAT(take_now(), StartsWith("shop_t"));
}

TEST_F(PostgresClonesTest, AFullDiskIsRelievedByDroppingFirst) {
  clones = make({1, 1});
  ASSERT_EQ(prepare(), "");
  const std::string old = take_now();
  ASSERT_TRUE(settle());
  take();
  const auto waiting = take();
  clock.run_until([&] { return server.count("CREATE") == 4; });
  server.failures["CREATE"] = sql_state::k_disk_full;
  clones->give_back(old);
  ASSERT_TRUE(clock.run_until([&] { return server.databases.count(old) == 0; }));
  server.failures.clear();
  ASSERT_TRUE(settle());
  EXPECT_THAT(waiting->name, StartsWith("shop_t"));
}

TEST_F(PostgresClonesTest, AServerThatGoesIsToldAndComesBack) {
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  for (int i = 0; i < 4; ++i)
    take();
  const auto waiting = take();
  clock.run_for(7ms);
  server.go(false, "57P01");
  ASSERT_TRUE(clock.run_until([&] { return waiting->done(); }));
  EXPECT_THAT(waiting->error,
              HasSubstr("terminating connection (SQLSTATE 57P01)\n  the server is"));
  EXPECT_THAT(take_now(), HasSubstr("cannot log in as `shop` in `db`: connection refused"));
  server.go(true);
  EXPECT_THAT(take_now(), StartsWith("shop_t"));
}

TEST_F(PostgresClonesTest, ASilentServerIsTimedOut) {
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  server.silent = true;
  for (int i = 0; i < 4; ++i)
    take();
  const Instant before = clock.now();
  EXPECT_THAT(take_now(), HasSubstr("did not answer a query within 1 min"));
  EXPECT_LE(clock.now() - before, 61s);
}

TEST_F(PostgresClonesTest, ARefusedLoginNamesTheRemedy) {
  server.login_error = sql_state::k_too_many_connections;
  EXPECT_THAT(prepare(), HasSubstr("max_connections"));
  server.login_error = sql_state::k_invalid_password;
  EXPECT_THAT(prepare(), HasSubstr("POSTGRES_PASSWORD"));
  EXPECT_EQ(server.logins, 2U);
}

TEST_F(PostgresClonesTest, LooksForAnotherEntranceOnce) {
  server.login_error = sql_state::k_no_such_database;
  EXPECT_THAT(prepare(), HasSubstr("3D000"));
  EXPECT_EQ(server.logins, 2U);
}

TEST_F(PostgresClonesTest, ClearDropsAllOfOursAndRefusesWhoWaits) {
  ASSERT_EQ(prepare(), "");
  const std::string taken = take_now();
  for (int i = 0; i < 8; ++i)
    take();
  const auto waiting = take();
  EXPECT_EQ(clear(), "");
  EXPECT_THAT(waiting->error, HasSubstr("being dropped"));
  EXPECT_EQ(server.databases.size(), 2U);
  clones->give_back(taken);
  clones->give_back("shop");
  clock.run_until_idle();
  EXPECT_EQ(server.databases.count("shop"), 1U);
}

TEST_F(PostgresClonesTest, WhatCannotBeDroppedIsSaidByClear) {
  ASSERT_EQ(prepare(), "");
  clones->give_back(take_now());
  server.failures["DROP DATABASE IF EXISTS \"shop_t1\""] = sql_state::k_object_in_use;
  ASSERT_TRUE(settle());
  EXPECT_THAT(clear(), HasSubstr("cannot drop database `shop_t1`"));
  server.failures.clear();
  EXPECT_EQ(clear(), "");
  EXPECT_EQ(server.databases.size(), 2U);
}

TEST_F(PostgresClonesTest, OlderServersGetWhatTheyKnow) {
  server.version = "120011";
  ASSERT_EQ(prepare(), "");
  clones->give_back(take_now());
  ASSERT_TRUE(settle());
  EXPECT_EQ(server.count("DROP DATABASE IF EXISTS \"shop_t1\" WITH"), 0U);
  EXPECT_EQ(server.databases.count("shop_t1"), 0U);
  for (const std::string& sql : server.statements)
    EXPECT_EQ(sql.find("STRATEGY"), std::string::npos) << sql;
}

TEST_F(PostgresClonesTest, DestroyedItIsSilentWhereverItStands) {
  for (std::size_t turns = 0; turns < 200; ++turns) {
    clones = make();
    bool called = false;
    clones->prepare("shop", [](const Result<void>&) {});
    for (std::size_t i = 0; i < turns; ++i)
      clock.run_one();
    clones->take([&](const Result<std::string>&) { called = true; });
    clones.reset();
    clock.run_until_idle();
    EXPECT_FALSE(called);
  }
}

TEST_F(PostgresClonesTest, MayBeDestroyedByACompletion) {
  ASSERT_EQ(prepare(), "");
  ASSERT_TRUE(settle());
  server.failures["CREATE"] = sql_state::k_disk_full;
  int called = 0;
  for (int i = 0; i < 4; ++i)
    take();
  for (int i = 0; i < 3; ++i)
    clones->take([&](const Result<std::string>&) {
      ++called;
      clones.reset();
    });
  clock.run_until_idle();
  EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace caisson::clone
